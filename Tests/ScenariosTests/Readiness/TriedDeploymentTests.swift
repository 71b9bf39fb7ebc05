import Scenarios
import Testing

@Suite("Tried deployment")
struct TriedDeploymentTests {
  @Test func `a block fails unless its shell says 0`() {
    var deployment = TriedDeployment()
    deployment.commands = [0, 1, nil].map { status in
      .init(
        block: .init(section: "Install", line: 1, commands: "x"), status: status, seconds: 1, words: "")
    }
    #expect(deployment.failed.map(\.status) == [1, nil])
  }

  @Test func `a unit may stay down on damaged files, and not on sound ones`() {
    var deployment = TriedDeployment()
    deployment.starts = [
      .init(name: "sound", isHarmless: true, serves: false), .init(name: "torn", isHarmless: true, serves: true),
      .init(name: "zeros", isHarmless: false, serves: false),
    ]
    #expect(deployment.refusedStarts.map(\.name) == ["sound"])
  }
}
