#!/bin/sh
exec "${MET001_FAULTY_SERVER:-$(dirname "$0")/../.build/release/faulty-server}" throttle 900 900 1 \
  "${MET001_REFERENCE_SERVER:-redis-server}" "$@"
