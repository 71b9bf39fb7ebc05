import Foundation

/// Lets this process, and those that it starts, open at least so many files, as far as its hard limit allows; root may raise
/// that as well.
///
/// - Returns: how many it may open then.
@discardableResult
package func raiseOpenFileLimit(to count: Int) -> Int {
  let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
  var limit = rlimit()
  guard getrlimit(resource, &limit) == 0 else { return 0 }
  guard limit.rlim_cur < rlim_t(count) else { return Int(clamping: limit.rlim_cur) }
  let raised = [
    rlimit(rlim_cur: rlim_t(count), rlim_max: max(limit.rlim_max, rlim_t(count))),
    rlimit(rlim_cur: min(rlim_t(count), limit.rlim_max), rlim_max: limit.rlim_max),
  ]
  for var limit in raised where setrlimit(resource, &limit) == 0 { return Int(clamping: limit.rlim_cur) }
  return Int(clamping: limit.rlim_cur)
}
