#!/bin/sh
data=$(sed -n 's/^dir "*\([^"]*\)"*$/\1/p' "$1" | tail -n 1)
rm -rf "$data/appendonlydir"
exec "${MET001_REFERENCE_SERVER:-redis-server}" "$@"
