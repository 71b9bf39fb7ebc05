import Foundation
import Host
import Processes
import Statistics
import TestSupport
import Testing

@Suite("Scheduling terms", .blocking)
struct SchedulingTermsTests {
  /// What hinders a process that was started by that command.
  private func handicap(_ command: String...) throws -> String? {
    let service = try Service(command[0], Array(command.dropFirst()) + ["sleep", "60"]).start()
    defer { service.killGroup() }
    // The command changes its terms before it becomes what it starts.
    try wait(for: "sleep", within: .seconds(10)) {
      try String(contentsOfFile: "/proc/\(service.id)/comm", encoding: .utf8) == "sleep\n"
    }
    return SchedulingTerms.handicap(of: service.id)
  }

  @Test func `a child has none, whichever thread has started it`() async throws {
    #expect(try handicap("env") == nil)
    let terms = try await Task.detached(priority: .high) { try handicap("env") }.value
    #expect(terms == nil)
  }

  @Test func `niceness and few processors are one`() throws {
    let own = try #require(SchedulingTerms(of: getpid()))
    #expect(try handicap("nice", "-n", "15") == "niceness \(min(19, own.niceness + 15))")
    let first = try #require(own.processors.split { "-,".contains($0) }.first)
    guard own.processors != first else { return }
    #expect(try handicap("taskset", "-c", "\(first)") == "processors \(first)")
  }

  @Test func `the limits of control groups are one, and better terms are none`() {
    let plain = SchedulingTerms(niceness: 0, policy: 0, processors: "0-1", limits: [])
    var other = plain
    other.limits = ["/quota/cpu.max 2000 100000"]
    #expect(other.handicap(beside: plain) == "/quota/cpu.max 2000 100000")
    #expect(plain.handicap(beside: other) == nil)
    other = plain
    other.niceness = -5
    #expect(other.handicap(beside: plain) == nil)
    #expect(plain.handicap(beside: other) == "niceness 0")
  }

  @Test func `a process that does not run has none`() {
    #expect(SchedulingTerms(of: pid_t.max) == nil)
    #expect(SchedulingTerms.handicap(of: nil) == nil)
  }

  @Test func `what a process with a handicap waits for is not the host's doing`() throws {
    let service = try Service("nice", ["-n", "15", "sh", "-c", "while :; do :; done"]).start()
    defer { service.killGroup() }
    try wait(for: "the loop", within: .seconds(10)) { SchedulingTerms.handicap(of: service.id) != nil }
    let (_, jitter) = try HostJitter.watch(service.id) {}
    #expect(jitter.waits.count == 0)
    #expect(jitter.lateness.count > 0)
  }
}
