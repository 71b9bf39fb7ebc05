#!/bin/sh
exec "${MET001_REFERENCE_SERVER:-redis-server}" "$@" --replicaof 127.0.0.1 1 --replica-read-only no
