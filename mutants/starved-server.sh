#!/bin/sh
# The server runs for 70 ms of every 100 ms. The loop ends with the server: then kill fails.
while sleep 0.07 && kill -STOP $$ && sleep 0.03 && kill -CONT $$; do :; done </dev/null >/dev/null 2>&1 &
exec "${MET001_REFERENCE_SERVER:-redis-server}" "$@"
