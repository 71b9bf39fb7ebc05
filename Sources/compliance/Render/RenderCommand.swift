/// Rebuilds a report from its evidence.
package struct RenderCommand: Command, Equatable {
  package static let name = "render"
  package static let summary = "rebuild a report from its evidence"
  package static let operand: Operand<RenderCommand>? = Operand(
    name: "DIR", meaning: "the directory of a report", path: \.directory)
  package static let options: [CommandOption<RenderCommand>] = []
  package static let statuses = RunCommand.statuses

  package var directory = ""

  package init() {}

  package func execute() throws -> Int32 {
    try ReportDirectory(directory).render()
  }
}
