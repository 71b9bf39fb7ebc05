#!/bin/sh
# An init for containers, or a supervisor: the server has a session of its own, and gets SIGTERM passed on.
setsid "${MET001_REFERENCE_SERVER:-redis-server}" "$@" &
server=$!
trap 'kill -TERM $server; wait $server; exit' TERM
wait $server
