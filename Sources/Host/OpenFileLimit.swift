import Foundation

/// Lets this process open at least so many files, as far as its hard limit allows.
package func raiseOpenFileLimit(to count: Int) {
  var limit = rlimit()
  guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0, limit.rlim_cur < rlim_t(count) else {
    return
  }
  limit.rlim_cur = min(rlim_t(count), limit.rlim_max)
  setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
}
