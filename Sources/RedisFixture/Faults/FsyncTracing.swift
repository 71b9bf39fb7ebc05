import Foundation
import Processes
import RedisConfiguration

/// What strace does with the server's fdatasync and fsync: it writes down when each began and ended, and may make
/// those of the append-only files slow or failing.
///
/// Redis syncs with fdatasync (`redis_fsync`), under `everysec` in one background thread. `write` is not touched: it is
/// `FaultDisk.freeze` that lets it hang.
package enum FsyncTracing: Sendable, Equatable {
  /// Nothing but the timeline, of all files.
  case timelineOnly
  /// From the n-th sync of an append-only file on, counted in each thread from each start, each one first hangs that
  /// long; of so many, or all. The timeline is of the append-only files alone.
  case delay(Duration, from: Int, count: Int? = nil)
  /// Each rename returns so much later than it has happened, so that what stands between two of them can be met. The
  /// timeline is of all files.
  case slowRenames(Duration)
  /// The n-th sync of an append-only file, counted in each thread from each start, fails with EIO. The timeline is of
  /// the append-only files alone.
  case failure(at: Int)

  /// Why fsyncs cannot be traced here; `nil` if they can. Found by trying, once.
  package static let missing: MissingCapability? = {
    if let missing = MissingCapability.ofPrograms(["strace": "strace"]) {
      return missing
    }
    let remedy = "let this user trace (kernel.yama.ptrace_scope, a container's seccomp profile), or run as root"
    do {
      let directory = try ScratchRoot.current().makeDirectory()
      defer { try? FileManager.default.removeItem(atPath: directory) }
      let trace = "\(directory)/trace"
      // In the foreground, so that its end is waited for, and with it what it writes last.
      let foreground = options(writingTo: trace).filter { $0 != "-D" }
      let strace = try Service("strace", foreground + ["/bin/true"]).run(within: .seconds(10))
      let written = try String(contentsOfFile: trace, encoding: .utf8)
      guard strace.succeeded, written.contains("+++ exited with 0 +++") else {
        return MissingCapability("strace may not trace here (\(strace.output))", remedy: remedy)
      }
      return nil
    } catch {
      return MissingCapability("strace may not trace here (\(error))", remedy: remedy)
    }
  }()

  private static let syncs = "fdatasync,fsync"
  private static let renames = "/^rename(at2?)?$"

  /// With -D the server stays our child and strace becomes its grandchild, in the same process group; the filter in
  /// the kernel lets all other calls pass at full speed.
  private static func options(writingTo path: String, tracing calls: String = syncs) -> [String] {
    ["-D", "-f", "--seccomp-bpf", "-o", path, "-ttt", "-T", "-y", "-e", "trace=\(calls)"]
  }

  /// The command that starts the server's command under strace.
  ///
  /// - Throws: `MissingCapability`.
  func command(for server: RedisServer, tracing command: [String]) throws -> [String] {
    if let missing = Self.missing { throw missing }
    guard let strace = findProgram("strace"), let trace = server.fsyncTracePaths.last else {
      throw SystemError.spawn(program: "strace", reason: "there is no such program")
    }
    return [strace] + Self.options(writingTo: trace, tracing: calls) + injection(for: server) + command
  }

  /// What strace traces: a call that it delays it must trace, too.
  private var calls: String {
    if case .slowRenames = self { "\(Self.syncs),\(Self.renames)" } else { Self.syncs }
  }

  private func injection(for server: RedisServer) -> [String] {
    let fault: String
    switch self {
    case .timelineOnly: return []
    case .slowRenames(let delay):
      return ["-e", "inject=\(Self.renames):delay_exit=\(Int(delay / .microseconds(1)))"]
    case .delay(let delay, let first, let count):
      let numbers = count.map { "\(first)..\(first + $0 - 1)" } ?? "\(first)+"
      fault = "delay_enter=\(Int(delay / .microseconds(1))):when=\(numbers)"
    case .failure(let number): fault = "error=EIO:when=\(number)"
    }
    // Not of the manifest and the directories, with which each start begins. strace takes no patterns; each rewrite
    // takes the next number.
    let (data, name) = (server.dataDirectory, server.configuration.appendOnlyFile)
    let directory = "\(data)/\(server.configuration.appendOnlyDirectory)"
    let paths = ["-P", "\(data)/\(name)"] + (1...99).flatMap { ["-P", "\(directory)/\(name).\($0).incr.aof"] }
    return ["-e", "inject=fdatasync:\(fault)"] + paths
  }
}

extension ServerConfiguration {
  /// The same with its fsyncs traced; see `RedisServer.fsyncs`.
  package func tracingFsync(_ tracing: FsyncTracing = .timelineOnly) -> ServerConfiguration {
    var copy = self
    copy.fsyncTracing = tracing
    return copy
  }
}

extension RedisServer {
  /// The server's fsyncs so far, of all its starts, in the order in which they began.
  ///
  /// - Throws: `ConfigurationError` if they are not traced.
  package func fsyncs() throws -> [Fsync] {
    guard configuration.fsyncTracing != nil else {
      throw ConfigurationError(path: "under test", reason: "traces no fsync: use tracingFsync()")
    }
    return fsyncTracePaths.flatMap { Fsync.parse(text(ofFile: $0)) }
  }
}
