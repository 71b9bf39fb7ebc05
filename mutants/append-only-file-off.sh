#!/bin/sh
# As appendonly-no, but the file says yes.
exec "${MET001_REFERENCE_SERVER:-redis-server}" "$@" --appendonly no
