import Foundation
import Synchronization

/// A child in a process group of its own, with the signal mask and handlers that a shell would give it.
///
/// Foundation's `Process` hands down the mask of the thread it is called on, which blocks SIGTERM and SIGINT
/// where that is a thread of Swift's pool, and notices the end of a server seconds late while a child of
/// that server lives.
final class ChildProcess: Sendable {
  enum End: Equatable, Sendable {
    case exited(Int32)
    case signalled(Int32)
  }

  let program: String
  let id: pid_t
  private let state = Mutex<End?>(nil)

  /// Starts the program.
  ///
  /// - Parameters:
  ///   - directory: the working directory.
  ///   - input: becomes the child's standard input; none for an empty one.
  ///   - output: the file that takes standard output and error; none for nowhere.
  /// - Throws: `FixtureError.spawn`.
  init(
    _ program: String, _ arguments: [String], directory: String, input: Int32? = nil, output: String? = nil
  ) throws {
    self.program = program
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    if let input {
      posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
    } else {
      posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    }
    let sink = output ?? "/dev/null"
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, sink, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
    // A server that outlives this process must hold no pipe open that others read from us.
    let open = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
    for descriptor in open.compactMap({ Int32($0) }) where descriptor > STDERR_FILENO {
      posix_spawn_file_actions_addclose(&actions, descriptor)
    }

    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    var all = sigset_t()
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))

    // The shell changes the directory and becomes the program: Swift does not see the library's own call for that.
    let command = ["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", directory, program] + arguments
    var words: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) }
    words.append(nil)
    defer { for word in words { free(word) } }
    var child: pid_t = 0
    let result = posix_spawn(&child, command[0], &actions, &attributes, words, environ)
    guard result == 0 else {
      throw FixtureError.spawn(program: program, reason: String(cString: strerror(result)))
    }
    id = child
  }

  /// Whether the child still runs. Reaps it when it does not.
  func isRunning() -> Bool {
    reap(WNOHANG)
    return end == nil
  }

  /// Sends the signal to the child alone.
  func signal(_ signal: Int32) {
    guard isRunning() else { return }
    kill(id, signal)
  }

  /// Kills the child and all that it started, and waits for its end.
  func killGroup() {
    // The group outlives its leader: a rewrite that the server forked goes on without it.
    kill(-id, SIGKILL)
    reap(0)
  }

  /// Asks the child to end, and kills its group when it has not ended in time.
  func terminate(within limit: Duration) {
    signal(SIGTERM)
    try? wait(for: "the end of \(program)", within: limit) { !isRunning() }
    killGroup()
  }

  /// How the child ended; none while it runs.
  var end: End? { state.withLock { $0 } }

  private func reap(_ options: Int32) {
    state.withLock { end in
      guard end == nil else { return }
      var status: Int32 = 0
      var result = waitpid(id, &status, options)
      while result == -1, errno == EINTR { result = waitpid(id, &status, options) }
      if result == id {
        let signal = status & 0x7f
        end = signal == 0 ? .exited((status >> 8) & 0xff) : .signalled(signal)
      } else if result == -1 {
        end = .exited(-1)
      }
    }
  }
}

extension ChildProcess.End: CustomStringConvertible {
  var description: String {
    switch self {
    case .exited(let status): "exited with status \(status)"
    case .signalled(let signal): "was ended by signal \(signal)"
    }
  }
}
