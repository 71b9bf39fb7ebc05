import Testing
import benchmark

@Suite("Options of the benchmark")
struct OptionsTests {
  @Test func `without arguments everything runs, at full scale`() throws {
    let options = try Options(arguments: [])
    #expect(options.parts == [.load, .traffic])
    #expect(options.events == 2_700_000)
    #expect(options.rounds == 3)
  }

  @Test func `one part, smaller`() throws {
    let options = try Options(arguments: ["load", "--rounds", "5", "--events", "27000"])
    #expect(options.parts == [.load])
    #expect(options.events == 27_000)
    #expect(options.rounds == 5)
  }

  @Test(arguments: [
    ["--rounds"], ["--rounds", "0"], ["--events", "many"], ["2700000"], ["load", "traffic"], ["--help"],
  ])
  func `anything else is refused, and the usage told`(arguments: [String]) {
    let error = #expect(throws: UsageError.self) { try Options(arguments: arguments) }
    #expect(error?.description.contains("\nusage: benchmark [load | traffic]") == true)
  }
}
