import Foundation

/// A real server with one flaw in front of it, for the mutants that no configuration makes.
@main
enum FaultyServer {
  static func main() {
    var arguments = CommandLine.arguments.dropFirst()
    guard let flaw = try? Flaw(&arguments), let program = arguments.popFirst(), let configuration = arguments.first
    else {
      fail(Flaw.usage, status: 64)
    }
    do {
      exit(try serve(flaw, program, configuration, Array(arguments)))
    } catch {
      fail("faulty-server: \(error)", status: 1)
    }
  }

  private static func serve(
    _ flaw: Flaw, _ program: String, _ configuration: String, _ arguments: [String]
  ) throws -> Int32 {
    let addresses = try Addresses(configuration: configuration)
    defer { addresses.forget(configuration: configuration) }
    raiseOpenFileLimit()
    Signals.startReading()
    let server = try Server(program, arguments + ["--unixsocket", addresses.hidden, "--port", "0"])
    // Clients are let in when the server is there, and what they shall find is done.
    while Sockets.connect(to: addresses.hidden).map({ close($0) }) == nil {
      if let status = server.end() { return status }
      usleep(2_000)
    }
    try Preparation(server: addresses.hidden).prepare(flaw)
    var proxy = Proxy(addresses, server: server, flaw: flaw)
    return try proxy.run()
  }

  /// A client takes two descriptors here and one in the server.
  private static func raiseOpenFileLimit() {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    limit.rlim_cur = limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }

  private static func fail(_ message: String, status: Int32) -> Never {
    FileHandle.standardError.write(Data("\(message)\n".utf8))
    exit(status)
  }
}
