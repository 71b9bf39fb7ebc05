#!/bin/sh
exec "${MET001_FAULTY_SERVER:-$(dirname "$0")/../.build/release/faulty-server}" slow-group-reads 4 \
  "${MET001_REFERENCE_SERVER:-redis-server}" "$@"
