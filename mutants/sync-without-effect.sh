#!/bin/sh
# fsync and fdatasync return at once and do nothing.
exec eatmydata "${MET001_REFERENCE_SERVER:-redis-server}" "$@"
