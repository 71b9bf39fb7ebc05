#!/bin/sh
setpriv --pdeathsig KILL -- "${MET001_REFERENCE_SERVER:-redis-server}" "$@" &
wait $!
