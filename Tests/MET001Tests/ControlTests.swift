import MET001
import Testing

@Suite("Control")
struct ControlTests {
  /// Whether a measure of this level and comparison binds a control of that level.
  private func isBinding(_ level: Level?, _ comparison: Comparison = .atMost, in control: Level) throws -> Bool {
    var made = try MadeUpSpecification.read().controls[0]
    made.level = control
    made.measures[0].level = level
    made.measures[0].comparison = comparison
    return made.isBinding(made.measures[0])
  }

  @Test(arguments: [Level.must, .should, .may])
  func `a limit binds its control, unless it is only recommended`(level: Level) throws {
    #expect(try isBinding(nil, in: level))
    #expect(try isBinding(.must, in: level))
    #expect(try !isBinding(.should, in: level))
    #expect(try !isBinding(.may, in: level))
    #expect(try !isBinding(.info, in: level))
  }

  @Test(arguments: [nil] + Level.allCases)
  func `no limit binds a control that only informs`(level: Level?) throws {
    #expect(try !isBinding(level, in: .info))
  }

  @Test(arguments: Comparison.allCases)
  func `what is only recorded binds nobody`(comparison: Comparison) throws {
    #expect(try isBinding(nil, comparison, in: .must) == (comparison != .recorded))
  }
}
