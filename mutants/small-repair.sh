#!/bin/sh
# Before each start the file is repaired, if that takes no more than 64 KiB off its end.
data=$(sed -n 's/^dir "*\([^"]*\)"*$/\1/p' "$1" | tail -n 1)
manifest=$data/appendonlydir/appendonly.aof.manifest
if [ -e "$manifest" ]; then
  lost=$(redis-check-aof "$manifest" 2>&1 | sed -n 's/.*diff=\([0-9]*\).*/\1/p' | tail -n 1)
  [ "${lost:-0}" -eq 0 ] || [ "$lost" -gt 65536 ] || echo y | redis-check-aof --fix "$manifest"
fi
exec "${MET001_REFERENCE_SERVER:-redis-server}" "$@"
