#!/bin/sh
# Before each start an operator copies the append-only file, into the directory that it is in.
data=$(sed -n 's/^dir "*\([^"]*\)"*$/\1/p' "$1" | tail -n 1)
file=$(ls "$data"/appendonlydir/*.incr.aof 2>/dev/null | tail -n 1)
[ -z "$file" ] || cp "$file" "$file.bak"
exec "${MET001_REFERENCE_SERVER:-redis-server}" "$@"
