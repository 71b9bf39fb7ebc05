#!/bin/sh
exec "${MET001_REFERENCE_SERVER:-redis-server}" "$@" --oom-score-adj absolute --oom-score-adj-values 1000 1000 1000 \
  --maxmemory-eviction-tenacity 100
