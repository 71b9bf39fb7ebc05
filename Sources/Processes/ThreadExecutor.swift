import Dispatch

/// Runs the tasks that prefer it one after another, on a thread that is not of Swift's pool.
///
/// A control works with blocking calls: it waits for servers. On the pool, which has as many threads as the
/// machine has cores, that would hold up every other task.
package final class ThreadExecutor: TaskExecutor {
  private let queue: DispatchQueue

  package init(label: String) {
    queue = DispatchQueue(label: label, qos: .userInitiated)
  }

  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}
