#!/bin/sh
# strace -D leaves the server the process that was started; the kernel's filter lets every other call pass untraced.
exec strace -D -f --seccomp-bpf -o /dev/null -e trace=fdatasync -e inject=fdatasync:delay_enter=20000 \
  "${MET001_REFERENCE_SERVER:-redis-server}" "$@"
