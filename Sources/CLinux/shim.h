// What the Glibc module of Swift leaves out.
#include <linux/memfd.h>
#include <spawn.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// Swift calls no variadic functions.

/// How much later than asked for a wait of this thread may end, in nanoseconds.
static inline int timer_slack(void) { return prctl(PR_GET_TIMERSLACK); }
static inline int set_timer_slack(unsigned long nanoseconds) { return prctl(PR_SET_TIMERSLACK, nanoseconds); }

/// From now on descendants whose parent ends become children of this process (PR_SET_CHILD_SUBREAPER); -1 on failure.
static inline int adopt_orphans(void) { return prctl(PR_SET_CHILD_SUBREAPER, 1); }

/// A file in memory, without a name; -1 if there can be none (memfd_create(2)).
static inline int open_memory_file(const char *name) { return (int)syscall(SYS_memfd_create, name, MFD_CLOEXEC); }

/// Sets the size beyond which no file of the process can grow, in bytes: the soft limit, at most the hard one; -1 if
/// that is not allowed (prlimit(2), RLIMIT_FSIZE).
static inline int limit_file_size(pid_t process, rlim_t bytes) {
  struct rlimit limit;
  if (syscall(SYS_prlimit64, process, RLIMIT_FSIZE, NULL, &limit) != 0) return -1;
  limit.rlim_cur = bytes < limit.rlim_max ? bytes : limit.rlim_max;
  return (int)syscall(SYS_prlimit64, process, RLIMIT_FSIZE, &limit, NULL);
}

// glibc has these since 2.29 and 2.34; its header shows them only to GNU sources, which Swift's module is not.
extern int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *actions, const char *path);
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);
