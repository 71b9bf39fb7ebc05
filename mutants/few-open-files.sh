#!/bin/sh
# The usual limit of a login shell. The server lowers maxclients to fit, and only its log says so. As root it would
# raise the limit again, so it loses that capability.
ulimit -n 1024
[ "$(id -u)" = 0 ] && set -- setpriv --bounding-set=-sys_resource -- "${MET001_REFERENCE_SERVER:-redis-server}" "$@" ||
  set -- "${MET001_REFERENCE_SERVER:-redis-server}" "$@"
exec "$@"
