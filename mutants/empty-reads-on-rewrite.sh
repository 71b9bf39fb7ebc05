#!/bin/sh
exec "${MET001_FAULTY_SERVER:-$(dirname "$0")/../.build/release/faulty-server}" empty-reads 60000 \
  "${MET001_REFERENCE_SERVER:-redis-server}" "$@"
