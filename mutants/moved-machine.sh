#!/bin/sh
(sh -c "sleep 4; kill -STOP $$; sleep 1.6; kill -CONT $$" </dev/null >/dev/null 2>&1 &)
exec "${MET001_REFERENCE_SERVER:-redis-server}" "$@"
