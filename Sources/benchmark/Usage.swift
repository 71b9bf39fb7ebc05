import Foundation
import Processes

/// The processor time of this thread alone so far, of the program and in the kernel on its behalf, in seconds.
func cpuSecondsOfThisThread() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// The most memory that this program held since its start, or since it forgot that (`VmHWM`, proc_pid_status(5)); NaN if
/// the kernel does not say. Not ru_maxrss: that counts what the process held before it became this program.
func peakResidentMegabytes() -> Double {
  let status = text(ofFile: "/proc/self/status")
  guard let kibibytes = status.firstMatch(of: /VmHWM:\s*([0-9]+) kB/).flatMap({ Double($0.1) }) else { return .nan }
  return kibibytes * 1024 / 1_000_000
}

/// Counts the peak from here on (proc_pid_clear_refs(5)); where the kernel lets nobody, it stays that since the start.
func forgetPeakResidentMegabytes() {
  try? Data("5".utf8).write(to: URL(filePath: "/proc/self/clear_refs"))
}
