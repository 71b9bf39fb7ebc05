#!/bin/sh
# Two programs for each processor, that live as long as the server.
for number in $(seq $((2 * $(nproc)))); do
  (sh -c 'while kill -0 '$$' 2>/dev/null; do i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done; done' \
    </dev/null >/dev/null 2>&1 &)
done
exec "${MET001_REFERENCE_SERVER:-redis-server}" "$@"
