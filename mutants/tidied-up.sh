#!/bin/sh
# Before each start all incremental files but the newest go: what lies about from earlier rewrites fills the disk.
data=$(sed -n 's/^dir "*\([^"]*\)"*$/\1/p' "$1" | tail -n 1)
ls -t "$data"/appendonlydir/*.incr.aof 2>/dev/null | tail -n +2 | while IFS= read -r file; do rm -f -- "$file"; done
exec "${MET001_REFERENCE_SERVER:-redis-server}" "$@"
