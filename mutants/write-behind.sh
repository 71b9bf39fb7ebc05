#!/bin/sh
exec "${MET001_FAULTY_SERVER:-$(dirname "$0")/../.build/release/faulty-server}" write-behind 200 \
  "${MET001_REFERENCE_SERVER:-redis-server}" "$@"
