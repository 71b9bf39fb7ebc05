// What the Glibc module of Swift leaves out.
#include <sys/epoll.h>
#include <sys/prctl.h>

// Swift calls no variadic functions.

/// How much later than asked for a wait of this thread may end, in nanoseconds.
static inline int timer_slack(void) { return prctl(PR_GET_TIMERSLACK); }
static inline int set_timer_slack(unsigned long nanoseconds) { return prctl(PR_SET_TIMERSLACK, nanoseconds); }
