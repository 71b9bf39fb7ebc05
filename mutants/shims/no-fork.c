// There is no memory, or no process left, for a child of the server. What starts the server still forks.
#include <errno.h>
#include <sys/types.h>

pid_t fork(void) {
  errno = EAGAIN;
  return -1;
}
