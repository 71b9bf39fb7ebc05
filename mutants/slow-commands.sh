#!/bin/sh
exec "${MET001_FAULTY_SERVER:-$(dirname "$0")/../.build/release/faulty-server}" delay-every 1 2 \
  "${MET001_REFERENCE_SERVER:-redis-server}" "$@"
