import Foundation
import Processes
import TestSupport
import Testing

@Suite(
  "Scratch host", .blocking, .enabled(if: geteuid() == 0 && findProgram("systemctl") != nil, "needs root and systemd"))
struct ScratchHostTests {
  @Test func `it has a systemd of its own, and leaves this host as it is`() async throws {
    let name = "met001-scratch-host-test"
    let overcommit = text(ofFile: "/proc/sys/vm/overcommit_memory")
    let root = try await onScratchHost(standIns: ["/proc/sys/vm/overcommit_memory"]) { host in
      let state = try host.service(["systemctl", "show", "--property", "Version", "--value"]).require()
      #expect(state.contains("systemd") || state.contains { $0.isNumber })
      _ = try host.shell("echo 1 >/etc/\(name); echo 2 >/proc/sys/vm/overcommit_memory; sleep 1000 &").require()
      #expect(text(ofFile: "\(host.root)/etc/\(name)") == "1\n")
      let standIn = try host.shell("cat /proc/sys/vm/overcommit_memory").require()
      #expect(standIn == "2\n")
      let write = try host.shell("echo 1 >/proc/sys/vm/swappiness").run(within: .seconds(10))
      #expect(!write.succeeded)
      let place = try host.service(["pwd"], in: "/etc").require()
      #expect(place == "/etc\n")
      return host.root
    }
    #expect(!FileManager.default.fileExists(atPath: root))
    #expect(!FileManager.default.fileExists(atPath: "/etc/\(name)"))
    #expect(text(ofFile: "/proc/sys/vm/overcommit_memory") == overcommit)
    let groups = try Service("find", ["/sys/fs/cgroup", "-name", "redis-fixture-*"]).require()
    let own = try URL(filePath: ScratchRoot.current().path).lastPathComponent
    let left = groups.split(separator: "\n").filter { $0.contains(own) }
    #expect(left.filter { !$0.hasSuffix(own) }.isEmpty)
  }

  /// Where this host does not let one be made, such as in a container, there is nothing to be tested.
  private func onScratchHost<Result>(
    standIns: [String], _ body: (ScratchHost) async throws -> Result
  ) async throws -> Result {
    do {
      return try await ScratchHost.with(standIns: standIns, body)
    } catch let error as ScratchHostError {
      try Test.cancel("\(error)")
    }
  }
}
