extension MutantCollection {
  /// A table in Markdown, a row for each control: the systems that must turn it red, and what it cannot see.
  package func table(of controls: [Control]) -> String {
    func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }
    let rows = controls.map { control in
      let catches = mutants.filter { $0.red[control.id] != nil }.map { "[\($0.name)](../mutants/\($0.name).json)" }
      return "| \(control.id) | \(cell(control.title)) | \(catches.isEmpty ? "–" : catches.joined(separator: ", ")) "
        + "| \(cell(control.blindSpot ?? "–")) |\n"
    }
    return "| control | | systems that turn it red | what it cannot see |\n|---|---|---|---|\n" + rows.joined()
  }
}
