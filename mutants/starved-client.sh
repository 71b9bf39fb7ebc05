#!/bin/sh
exec "${MET001_FAULTY_SERVER:-$(dirname "$0")/../.build/release/faulty-server}" forget-client 500 \
  "${MET001_REFERENCE_SERVER:-redis-server}" "$@"
