import MET001
import MET001Testing
import RedisConfiguration
import RedisFixture
import Testing

/// The settings of the running server: from CONFIG GET or, where the server refuses that, what INFO tells of them.
struct LiveSettings {
  /// Why CONFIG GET could not be read; `nil` if it could.
  let refusal: String?
  private let values: [String: String]

  init(_ connection: RedisConnection) throws {
    switch try connection.send(["CONFIG", "GET", "*"]) {
    case .error(let reply):
      refusal = reply
      let info = try connection.info()
      let known = [
        "maxmemory": info["maxmemory"], "maxmemory-policy": info["maxmemory_policy"],
        "appendonly": info["aof_enabled"].map { $0 == "1" ? "yes" : "no" }, "maxclients": info["maxclients"],
      ]
      values = known.compactMapValues { $0 }
    default:
      refusal = nil
      values = try connection.configuration()
    }
  }

  subscript(setting: String) -> String? { values[setting] }

  /// All settings, one a line, without secrets.
  var text: String {
    ConfigurationFile(directives: values.sorted { $0.key < $1.key }.map { Directive($0.key, $0.value) }).redactedText
  }

  /// Every setting except the secret ones, by name.
  var all: [String: String] { values }
}

extension Evidence {
  /// Records settings under the measures of the same names.
  ///
  /// A setting that cannot be read leaves the control not checked, once the others have been recorded.
  func record(settings names: [String], from live: LiveSettings) throws {
    if let refusal = live.refusal {
      note("CONFIG GET is refused (\(refusal)): the settings are those that INFO reports.")
    }
    var unreadable: [String] = []
    for name in names {
      guard let text = live[name], let measure = control.measure(named: name) else {
        unreadable.append(name)
        continue
      }
      record(named: name, measure.unit.read(text))
    }
    guard unreadable.isEmpty else {
      let list = unreadable.joined(separator: ", ")
      let reason = live.refusal.map { "CONFIG GET is refused (\($0))" } ?? "this server has no such setting"
      try notChecked("could not read \(list): \(reason)")
    }
  }
}
