import Foundation
import MET001
import MET001Testing
import TestSupport
import Testing

@Suite("Progress")
struct ProgressTests {
  private func lines(_ path: String) throws -> [ProgressLine] {
    try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map {
      try JSONDecoder().decode(ProgressLine.self, from: Data($0.utf8))
    }
  }

  @Test func `a phase that begins where another ended counts from there`() throws {
    try inTemporaryDirectory { directory throws in
      let path = "\(directory)/progress"
      try write("", to: path)
      let progress = Progress("overfilling", total: 4000, path: path)
      progress.update(3000)
      progress.update(4000)
      let told = try lines(path)
      #expect(told.map(\.done) == [3000, 4000])
      #expect(told.map(\.start) == [3000, 3000])
      #expect(told[0].seconds == 0 && told[0].rate == nil)
      #expect(told[0].phase == "overfilling" && told[0].total == 4000 && told[0].unit == "events")
    }
  }
}
