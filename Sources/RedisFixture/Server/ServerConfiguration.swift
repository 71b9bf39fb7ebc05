import Foundation
import Processes
package import RedisConfiguration

/// What to start: which server program, on which configuration, listening where.
package struct ServerConfiguration: Sendable {
  package enum Listen: Sendable {
    /// Nothing listens on the network, and no port can be taken.
    case unixSocket
    /// Where the file has it, as far as that is the loopback interface, on a free port; see `Listening`.
    case tcp
  }

  /// A path, or a name to be found in PATH.
  package var program: String
  package var file: ConfigurationFile
  package var listen: Listen
  /// Who logs in; `nil` for the default user.
  package var user: String?
  /// Of that user; `nil` for what the file reveals.
  package var password: String?
  /// How long the server may take until it answers: it reads its data first.
  package var startLimit: Duration
  /// Where the server keeps its data: an absolute path under the fixture's root, such as on a `FaultDisk`; none for
  /// a directory of the server's own. Made where it is missing, and left when the server's scope ends.
  package var dataDirectory: String?
  /// Whether strace stands between the server and its fsyncs; see `tracingFsync`.
  package var fsyncTracing: FsyncTracing?
  /// The clock that the server reads; `nil` for the host's.
  package var clock: SteppedClock?
  /// Whether a write beyond the limit of a file's size fails, and no signal ends the server (SIGXFSZ); see `FillingDisk`.
  var survivesFileSizeLimit = false

  package init(
    program: String = "redis-server", file: ConfigurationFile = ConfigurationFile(), listen: Listen = .unixSocket,
    startLimit: Duration = .seconds(120), dataDirectory: String? = nil
  ) {
    self.program = program
    self.file = file
    self.listen = listen
    self.startLimit = startLimit
    self.dataDirectory = dataDirectory
  }

  /// The same with one more setting, which wins over the file's.
  package func setting(_ name: String, _ arguments: String...) -> ServerConfiguration {
    var copy = self
    copy.file = file.appending([Directive(name, arguments: arguments)])
    return copy
  }

  /// The same with so much memory. What the file limits as a share of the memory (maxmemory-clients, of Redis 7.0 and later)
  /// is not limited then: of a small memory that share would be less than one connection needs.
  package func limitingMemory(toBytes bytes: Int) -> ServerConfiguration {
    let limited = setting("maxmemory", "\(bytes)")
    return file.value(of: "maxmemory-clients") == nil ? limited : limited.setting("maxmemory-clients", "0")
  }

  /// The path of the server program.
  ///
  /// - Throws: `FixtureError.noSuchServer`.
  func resolveProgram() throws -> String {
    guard let path = findProgram(program) else { throw FixtureError.noSuchServer(path: program) }
    return path
  }
}
