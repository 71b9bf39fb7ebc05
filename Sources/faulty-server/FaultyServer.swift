import Foundation

/// A real server behind a proxy with one flaw, for the mutants that no configuration makes.
///
/// The exit status is the server's; 64 if the arguments or the configuration are wrong; 1 if the proxy fails.
@main
enum FaultyServer {
  static func main() {
    // Asked for at once: the parent may end at any moment.
    let parent = getppid()
    var arguments = CommandLine.arguments.dropFirst()
    if arguments.isEmpty { end(64, Flaw.usage) }
    if arguments.first == "--help" {
      print(Flaw.usage)
      exit(0)
    }
    do {
      let flaw = try Flaw(&arguments)
      guard let program = arguments.popFirst(), let configuration = arguments.first else {
        throw UsageError(description: "SERVER and CONFIGURATION must follow the flaw")
      }
      let addresses = try addresses(configuration)
      defer { addresses.forget(configuration: configuration) }
      exit(try serve(flaw, addresses, program, Array(arguments), parent: parent))
    } catch {
      end(error is UsageError ? 64 : 1, "faulty-server: \(error)")
    }
  }

  private static func addresses(_ configuration: String) throws(UsageError) -> Addresses {
    do {
      let addresses = try Addresses(configuration: configuration)
      guard UInt16(exactly: addresses.port) != nil else {
        throw UsageError(description: "\(configuration): port \(addresses.port) is not between 0 and 65535")
      }
      return addresses
    } catch {
      throw UsageError(description: "\(error)")
    }
  }

  private static func serve(
    _ flaw: Flaw, _ addresses: Addresses, _ program: String, _ arguments: [String], parent: pid_t
  ) throws -> Int32 {
    raiseOpenFileLimit()
    Signals.startReading()
    let server = try Server(
      program, arguments + ["--unixsocket", addresses.hidden, "--port", "0"], socket: addresses.hidden, parent: parent)
    do {
      // Clients are accepted when the server listens and is prepared for the flaw.
      if let status = try server.waitUntilListening() { return status }
      let preparation = try Preparation(server: server, flaw)
      defer { withExtendedLifetime(preparation) {} }
      var proxy = Proxy(addresses, server: server, flaw: flaw)
      return try proxy.run()
    } catch {
      server.end()
      throw error
    }
  }

  /// A client takes two descriptors here and one in the server.
  private static func raiseOpenFileLimit() {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    limit.rlim_cur = limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }

  private static func end(_ status: Int32, _ message: String) -> Never {
    FileHandle.standardError.write(Data("\(message)\n".utf8))
    exit(status)
  }
}
