#!/bin/sh
# The supervisor, and the end of the first server after four seconds.
"${MET001_REFERENCE_SERVER:-redis-server}" "$@" &
first=$!
trap 'kill -TERM $server; wait $server; exit' TERM
server=$first
(sh -c "sleep 4; kill -KILL $first" </dev/null >/dev/null 2>&1 &)
wait $first
"${MET001_REFERENCE_SERVER:-redis-server}" "$@" &
server=$!
wait $server
