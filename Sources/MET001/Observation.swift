// What can be said of a server that somebody else runs: it is read, and nothing is done to it.

extension Control {
  /// The measures that a server of somebody else can be judged by: those that only ask. Whatever else the control does
  /// needs a server of its own.
  package var readable: [Measure] {
    measures.filter { ($0.access ?? access) == .reads }
  }

  /// Whether it says anything of a server that is only read.
  package var isReadable: Bool { !readable.isEmpty || (checklist == true && access == .reads) }
}

extension ControlEvidence {
  /// The measures of the control that this evidence must have: all of them of a server that the run started; of one that
  /// was observed those that can be read, and those of its host only where that is this host.
  package func measures(of control: Control) -> [Measure] {
    let observed = components.compactMap(\.observed)
    guard !observed.isEmpty else { return control.measures }
    return control.readable.filter { $0.host != true || observed.contains(where: \.isHere) }
  }
}

/// One look at a server that somebody else runs.
package struct Look: Codable, Sendable, Equatable {
  /// A fact about the server's state.
  package struct Fact: Codable, Sendable, Equatable {
    package var name: String
    package var unit: MeasureUnit
    package var value: Value

    package init(_ name: String, _ unit: MeasureUnit, _ value: Value) {
      (self.name, self.unit, self.value) = (name, unit, value)
    }
  }

  /// The address of the server.
  package var server: String
  /// RFC 3339, in UTC.
  package var time: String
  /// How many commands were sent to it for this look.
  package var commands: Int
  /// How long it has executed, since its start, commands of the kinds that a look sends, whoever sent them, in seconds;
  /// `nil` if it does not tell.
  package var busy: Double?
  package var facts: [Fact]

  package init(server: String, time: String, commands: Int, busy: Double?, facts: [Fact]) {
    self.server = server
    self.time = time
    self.commands = commands
    self.busy = busy
    self.facts = facts
  }
}
