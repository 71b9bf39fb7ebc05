#!/bin/sh
# The manual says to take FLUSHALL out of the file after an accident. This takes out every deletion, at each start:
# other commands of the same length stand there instead.
data=$(sed -n 's/^dir "*\([^"]*\)"*$/\1/p' "$1" | tail -n 1)
file=$(ls "$data"/appendonlydir/*.incr.aof 2>/dev/null | tail -n 1)
[ -z "$file" ] || LC_ALL=C sed -i 's/^DEL\r$/TTL\r/; s/^UNLINK\r$/EXISTS\r/' "$file"
exec "${MET001_REFERENCE_SERVER:-redis-server}" "$@"
