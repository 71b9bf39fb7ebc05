#!/bin/sh
# With -D the server remains the process that was started. With --seccomp-bpf only fdatasync is traced.
exec strace -D -f --seccomp-bpf -o /dev/null -e trace=fdatasync -e inject=fdatasync:delay_enter=20000 \
  "${MET001_REFERENCE_SERVER:-redis-server}" "$@"
