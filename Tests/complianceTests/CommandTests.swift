import Foundation
import MET001
import TestSupport
import Testing

@Suite("Commands of the program", .blocking, .serialized)
struct CommandTests {
  @Test func `help and version are no runs`() throws {
    try inTemporaryDirectory { directory throws in
      let program = Program(in: directory)
      let help = try program.run("--help")
      #expect(help.status == 0 && help.error.isEmpty)
      #expect(help.output.contains("usage: compliance"))
      let version = try program.run("--version")
      #expect(version.status == 0)
      #expect(version.output == "compliance \(try Specification.met001().version)\n")
    }
  }

  @Test func `list shows every control, or those that a filter leaves`() throws {
    try inTemporaryDirectory { directory throws in
      let program = Program(in: directory)
      let controls = try Specification.met001().controls
      let all = try program.run("list")
      #expect(all.status == 0 && all.error.isEmpty)
      let lines = all.output.split(separator: "\n")
      #expect(lines.map { String($0.prefix(6)) } == controls.map(\.id))
      #expect(lines.first == "CFG-01  must    restarts  \(controls[0].title)")
      #expect(try program.run("list", "--filter", controls[1].id).output.split(separator: "\n").count == 1)
    }
  }

  @Test func `list can be read by a program`() throws {
    try inTemporaryDirectory { directory throws in
      let listed = try Program(in: directory).run("list", "--json")
      #expect(listed.status == 0)
      let controls = try JSONDecoder().decode([Control].self, from: Data(listed.output.utf8))
      #expect(controls == (try Specification.met001()).controls)
    }
  }
}
