import CLinux
import Foundation

extension Service {
  /// Starts the program.
  ///
  /// - Throws: `SystemError.spawn`.
  func spawn() throws -> pid_t {
    guard let path = findProgram(program) else {
      throw SystemError.spawn(program: program, reason: "there is no such program")
    }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    connect(&actions)

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

    var words = ([path] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var variables = (environment ?? ProcessInfo.processInfo.environment).map { strdup("\($0)=\($1)") } + [nil]
    defer { for variable in variables { free(variable) } }
    var child: pid_t = 0
    let result = withNicenessOfProcess { posix_spawn(&child, path, &actions, &attributes, &words, &variables) }
    guard result == 0 else {
      throw SystemError.spawn(program: program, reason: String(cString: strerror(result)))
    }
    return child
  }

  private func connect(_ actions: inout posix_spawn_file_actions_t) {
    switch input {
    case .nothing: posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    case .descriptor(let descriptor): posix_spawn_file_actions_adddup2(&actions, descriptor, STDIN_FILENO)
    }
    output.connect(STDOUT_FILENO, &actions)
    if let errors {
      errors.connect(STDERR_FILENO, &actions)
    } else {
      posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
    }
    // A server that outlives this process must hold no pipe open that others read from us.
    posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1)
    posix_spawn_file_actions_addchdir_np(&actions, directory)
  }
}

/// A child begins with the niceness of the thread that starts it, and threads of a dispatch queue have another than the
/// process, where it has the right to that.
private func withNicenessOfProcess(_ body: () -> Int32) -> Int32 {
  let which = __priority_which_t(PRIO_PROCESS.rawValue)
  let own = getpriority(which, 0)
  setpriority(which, 0, getpriority(which, id_t(getpid())))
  defer { setpriority(which, 0, own) }
  return body()
}

extension Service.Output {
  fileprivate func connect(_ descriptor: Int32, _ actions: inout posix_spawn_file_actions_t) {
    switch self {
    case .nowhere: posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_WRONLY, 0)
    case .file(let path):
      posix_spawn_file_actions_addopen(&actions, descriptor, path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    case .descriptor(let source): posix_spawn_file_actions_adddup2(&actions, source, descriptor)
    }
  }
}
