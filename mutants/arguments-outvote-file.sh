#!/bin/sh
# The arguments of a service unit win over the file that everybody reads.
exec "${MET001_REFERENCE_SERVER:-redis-server}" "$@" --maxmemory-samples 10
