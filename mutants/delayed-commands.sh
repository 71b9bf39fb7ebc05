#!/bin/sh
exec "${MET001_FAULTY_SERVER:-$(dirname "$0")/../.build/release/faulty-server}" delay-every 100 20 \
  "${MET001_REFERENCE_SERVER:-redis-server}" "$@"
