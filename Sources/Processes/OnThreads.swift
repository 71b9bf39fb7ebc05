/// Runs the body so many times at once, each on a thread of its own, where it may block.
///
/// - Returns: the results in the order of their numbers.
/// - Throws: what the first body that throws throws, when all have ended.
package func onThreads<Outcome: Sendable>(
  _ count: Int, _ body: @escaping @Sendable (Int) async throws -> Outcome
) async throws -> [Outcome] {
  try await withThrowingTaskGroup(of: (Int, Outcome).self) { group in
    for number in 0..<count {
      group.addTask(executorPreference: ThreadExecutor(label: "thread \(number)")) { (number, try await body(number)) }
    }
    var outcomes: [Int: Outcome] = [:]
    for try await (number, outcome) in group { outcomes[number] = outcome }
    return (0..<count).compactMap { outcomes[$0] }
  }
}
