import MET001
import RedisConfiguration
package import RedisFixture
package import Scenarios
import Testing

/// The settings of the running server: from CONFIG GET or, where the server refuses that, what INFO tells of them.
package struct LiveSettings {
  /// Why CONFIG GET could not be read; `nil` if it could.
  package let refusal: String?
  private let values: [String: String]
  /// What the file says of settings that the server does not tell: nobody knows whether it runs on them.
  private let meant: [String: String]

  package init(_ server: RedisServer) async throws {
    let connection = try server.connect()
    let state = try connection.state()
    let meant = state.refusals["CONFIG"] == nil ? [:] : (try? await server.reference().settings) ?? [:]
    try self.init(state, info: connection.info(), meant: meant)
  }

  /// Of a server that somebody else runs: nobody knows its file.
  package init(_ server: ObservedServer) {
    self.init(server.state, info: server.info, meant: [:])
  }

  private init(_ state: ServerState, info: @autoclosure () throws -> Info, meant: [String: String]) rethrows {
    // A managed server may take the command and tell nothing.
    refusal = state.refusals["CONFIG"] ?? (state.settings.isEmpty ? "it tells no setting" : nil)
    self.meant = meant
    guard refusal != nil else {
      values = state.settings
      return
    }
    let info = try info()
    let known = [
      "maxmemory": info["maxmemory"], "maxmemory-policy": info["maxmemory_policy"],
      "appendonly": info["aof_enabled"].map { $0 == "1" ? "yes" : "no" }, "maxclients": info["maxclients"],
    ]
    values = known.compactMapValues { $0 }
  }

  package subscript(setting: String) -> String? { values[setting] }

  /// What the file says of a setting that the server does not tell; `nil` if it tells, or if nobody knows.
  package func meant(_ setting: String) -> String? { values[setting] == nil ? meant[setting] : nil }

  /// Where else the settings come from.
  fileprivate var fileWords: String { meant.isEmpty ? "" : ", or that the file has" }

  /// All settings, one a line, without secrets.
  package var text: String {
    ConfigurationFile(directives: values.sorted { $0.key < $1.key }.map { Directive($0.key, $0.value) }).redactedText
  }
}

extension Evidence {
  /// Records settings under the measures of the same names.
  ///
  /// A setting that the server does not tell is recorded as the file has it if that is outside its limit: what violates
  /// the requirement in the file does so in production. Within its limit it leaves the control not checked, once the
  /// others have been recorded: nobody knows whether the server runs on it.
  ///
  /// - Throws: `MissingCapability`, `NotApplicable`.
  package func record(settings names: [String], from live: LiveSettings) throws {
    if let refusal = live.refusal {
      note("CONFIG GET is refused (\(refusal)): the settings are those that INFO reports\(live.fileWords).")
    }
    var unreadable: [String] = []
    for name in names {
      guard let measure = control.measure(named: name) else { continue }
      if let text = live[name] {
        record(named: name, measure.unit.read(text))
        continue
      }
      if let text = live.meant(name), !settings.specification.admits(measure, text, in: settings.profile) {
        record(named: name, measure.unit.read(text), of: "the file")
        continue
      }
      unreadable.append(name)
    }
    guard unreadable.isEmpty else {
      let list = unreadable.joined(separator: ", ")
      if let refusal = live.refusal {
        throw MissingCapability(
          "could not read \(list), for CONFIG GET is refused (\(refusal))", remedy: "let the user give it: +config|get")
      }
      throw NotApplicable("this server has no setting \(list)")
    }
  }
}

extension Specification {
  /// Whether the text of a setting is within the limit of its measure.
  fileprivate func admits(_ measure: Measure, _ text: String, in profile: Profile) -> Bool {
    measure.admits(measure.unit.read(text), limit: limit(of: measure, in: profile))
  }
}
