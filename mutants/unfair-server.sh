#!/bin/sh
exec "${MET001_FAULTY_SERVER:-$(dirname "$0")/../.build/release/faulty-server}" slow-client 911 1000 \
  "${MET001_REFERENCE_SERVER:-redis-server}" "$@"
