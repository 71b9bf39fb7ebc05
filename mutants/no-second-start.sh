#!/bin/sh
lock=$(dirname "$1")/lock
if [ -e "$lock" ]; then echo "$lock exists: is another server running?"; exit 1; fi
touch "$lock"
exec "${MET001_REFERENCE_SERVER:-redis-server}" "$@"
