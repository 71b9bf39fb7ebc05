#!/bin/sh
exec "${MET001_FAULTY_SERVER:-$(dirname "$0")/../.build/release/faulty-server}" small-backlog 16 \
  "${MET001_REFERENCE_SERVER:-redis-server}" "$@"
