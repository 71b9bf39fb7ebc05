#!/bin/sh
exec "${MET001_FAULTY_SERVER:-$(dirname "$0")/../.build/release/faulty-server}" throttle 1050 840 10 \
  "${MET001_REFERENCE_SERVER:-redis-server}" "$@"
