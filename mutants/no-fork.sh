#!/bin/sh
# Compiled once for each server, into its own directory.
shim=$(dirname "$1")/shim.so
[ -e "$shim" ] || "$(command -v cc || command -v clang)" -shared -fPIC -O1 -o "$shim" "$(dirname "$0")/shims/no-fork.c"
LD_PRELOAD=$shim exec "${MET001_REFERENCE_SERVER:-redis-server}" "$@"
