import Foundation

/// The processor time of this thread alone so far, of the program and in the kernel on its behalf, in seconds.
func cpuSecondsOfThisThread() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// The most memory that this process held since its start, or since it forgot that.
func peakResidentMegabytes() -> Double {
  Double(usage(of: __rusage_who_t(RUSAGE_SELF.rawValue)).ru_maxrss) * 1024 / 1_000_000
}

/// Counts the peak from here on (proc_pid_clear_refs(5)); where the kernel lets nobody, it stays that since the start.
func forgetPeakResidentMegabytes() {
  try? Data("5".utf8).write(to: URL(filePath: "/proc/self/clear_refs"))
}

private func usage(of who: __rusage_who_t) -> rusage {
  var usage = rusage()
  getrusage(who, &usage)
  return usage
}
