#!/bin/sh
# Inverts the lowest bit of one letter of one event in the append-only file.
data=$(sed -n 's/^dir "*\([^"]*\)"*$/\1/p' "$1" | tail -n 1)
file=$(ls "$data"/appendonlydir/*.incr.aof 2>/dev/null | tail -n 1)
offset=$(grep -a -b -o -m 1 did:plc "$file" 2>/dev/null | head -n 1 | cut -d : -f 1)
[ -z "$offset" ] || printf e | dd of="$file" bs=1 seek="$offset" conv=notrunc status=none
exec "${MET001_REFERENCE_SERVER:-redis-server}" "$@"
