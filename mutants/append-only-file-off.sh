#!/bin/sh
# redis.conf says appendonly yes; the argument behind it wins.
exec "${MET001_REFERENCE_SERVER:-redis-server}" "$@" --appendonly no
