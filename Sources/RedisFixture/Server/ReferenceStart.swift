import Foundation
import Processes
package import RedisConfiguration

/// What the plain server program makes of a configuration alone: the truth that a system under test is held against.
///
/// Nothing of ours knows what a line means: no unit, no alias, no order of flags. The program that the system really
/// executes (/proc/PID/exe) is started once without whatever stands around it, listens on a Unix socket alone, and is
/// asked.
package enum ReferenceStart {
  /// - Parameters:
  ///   - binary: the path of the program.
  ///   - file: the configuration as it is read.
  ///   - user: who asks; see `ServerConfiguration`.
  /// - Throws: as `withRedisServer` does.
  package static func state(
    of file: ConfigurationFile, by binary: String, user: String? = nil, password: String? = nil
  ) async throws -> ServerState {
    let root = try ScratchRoot.current()
    // By its name the program knows what it is: under that of its checker it would be the checker.
    let directory = try root.makeDirectory()
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let program = "\(directory)/redis-server"
    try FileManager.default.createSymbolicLink(atPath: program, withDestinationPath: binary)
    func state(_ file: ConfigurationFile, user: String? = nil, password: String? = nil) async throws -> ServerState {
      var configuration = ServerConfiguration(program: program, file: file)
      (configuration.user, configuration.password) = (user, password)
      return try await withRedisServer(configuration) { try $0.connect().state() }
    }
    var reference = try await state(file, user: user, password: password)
    if !reference.refusals.isEmpty {
      // Commands that were renamed away do not answer, nor do those that the user may not give. What the other lines mean
      // they say without these.
      let silent = ["rename-command", "user", "aclfile", "requirepass"]
      let plain = try await state(silent.reduce(file) { $0.without($1) })
      if reference.refusals["CONFIG"] != nil { reference.settings = plain.settings }
    }
    return reference
  }
}
