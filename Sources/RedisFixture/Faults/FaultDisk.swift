import Foundation
import Processes
import Synchronization

/// A disk that loses power, fills up and freezes: a real ext4 file system in an image file, on a loop mount.
///
/// - `cutPower` is the file system's own shutdown without a flush of its journal: from that moment every access fails,
///   and whatever was not synced is gone after `restorePower`. What was synced is there: as after a power cut, on a
///   disk that keeps its promises.
/// - `occupy` leaves no block free, so that `write` fails with ENOSPC.
/// - `freeze` lets `write` itself hang, not only `fsync`: the disk that does not answer at all.
///
/// The mount is under the fixture's root, whose guard thaws and unmounts it should the owner die.
///
/// A process that waits for a frozen disk ends only after the thaw, also where it was killed.
package final class FaultDisk: Sendable {
  private struct Freeze {
    let guardian: ServiceProcess
    /// Its closing, or this process's end, tells the guardian to thaw.
    let alive: Int32
  }

  /// Where it is mounted.
  package let path: String
  /// What it is made of is here, beside the mount: a place that keeps its power.
  package let directory: String
  private let freeze = Mutex<Freeze?>(nil)

  private var image: String { "\(directory)/image" }
  private var ballast: String { "\(path)/ballast" }

  /// Why there can be no such disk here; `nil` if there can. Found by making one that fails, once.
  package static let missing: MissingCapability? = {
    guard getuid() == 0 else { return MissingCapability("no loop mounts here", remedy: "run as root (sudo)") }
    let programs: KeyValuePairs = [
      "mkfs.ext4": "e2fsprogs", "mount": "mount", "umount": "mount", "losetup": "mount", "fsfreeze": "util-linux",
      "timeout": "coreutils",
    ]
    if let missing = MissingCapability.ofPrograms(programs) { return missing }
    do {
      let disk = try FaultDisk(bytes: 8 << 20)
      let tried = Result {
        try disk.freeze()
        try disk.thaw()
        try disk.cutPower()
        try disk.restorePower()
      }
      try disk.tearDown()
      try tried.get()
      return nil
    } catch {
      return MissingCapability(
        "no loop mounts that fail here (\(error))", remedy: "run as root on a host or in a privileged container")
    }
  }()

  init(bytes: Int) throws {
    directory = try ScratchRoot.current().makeDirectory()
    path = "\(directory)/disk"
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
      _ = try Service("truncate", ["-s", "\(bytes)", image]).require()
      // Blocks of the usual size, whatever the disk's, and none kept back for root.
      _ = try Service("mkfs.ext4", ["-q", "-F", "-b", "4096", "-m", "0", image]).require()
      try mount()
    } catch {
      try? FileManager.default.removeItem(atPath: directory)
      throw error
    }
  }

  // MARK: Power

  /// Cuts the power: nothing more reaches the disk, and every access to it fails.
  ///
  /// A frozen disk thaws, with an error for those who waited.
  package func cutPower() throws {
    try withDescriptor { descriptor in
      var flags = noLogFlush
      try control(descriptor, shutdown, &flags, "shut down")
      endFreeze(descriptor)
    }
  }

  /// Gives the power back, when no process uses the disk any more: mounts it anew, which replays its journal.
  ///
  /// - Parameter limit: how long to wait for the end of those who use it.
  /// - Throws: `SystemError.call` if a process still uses the disk then, `SystemError.timedOut` if another mount namespace
  ///   does: a container or a service that was started meanwhile has a copy of all mounts.
  package func restorePower(within limit: Duration = .seconds(60)) throws {
    try wait(for: "the end of what else has \(path) mounted", within: limit) {
      try unmount(within: limit)
      try mount()
      return isAlive
    }
  }

  /// Whether files can be made on it: not while what was shut down is still mounted elsewhere.
  private var isAlive: Bool {
    let probe = "\(path)/.probe"
    let descriptor = open(probe, O_CREAT | O_WRONLY | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return false }
    close(descriptor)
    return unlink(probe) == 0
  }

  // MARK: Space

  /// Takes all the space that is left.
  package func occupy() throws {
    let descriptor = open(ballast, O_CREAT | O_WRONLY | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw SystemError.call("open \(ballast)") }
    defer { close(descriptor) }
    var size = 1 << 40
    while size >= 4096 {
      var status = stat()
      fstat(descriptor, &status)
      // A part may have been taken when it fails.
      let result = posix_fallocate(descriptor, status.st_size, size)
      guard result == 0 || result == ENOSPC || result == EFBIG || result == EINTR else {
        throw SystemError.call("fallocate \(ballast)", reason: String(cString: strerror(result)))
      }
      if result != 0, result != EINTR { size /= 2 }
    }
  }

  /// Gives back the space that `occupy` took.
  package func free() throws {
    guard unlink(ballast) == 0 else { throw SystemError.call("unlink \(ballast)") }
  }

  // MARK: Time

  /// Lets every write to the disk hang, until `thaw`.
  ///
  /// - Parameter limit: after so long it thaws by itself: those who wait for a frozen disk cannot even be killed.
  package func freeze(atMost limit: Duration = .seconds(20)) throws {
    try freeze.withLock { freeze in
      guard freeze == nil else { throw SystemError.call("freeze \(path)", reason: "it is frozen already") }
      let (read, write) = try makePipe()
      defer { close(read) }
      let guardian: ServiceProcess
      do {
        guardian = try Service(
          "/bin/sh", ["-c", Self.thawing, path, "\(limit / .seconds(1))"], input: .descriptor(read)
        ).start()
      } catch {
        close(write)
        throw error
      }
      freeze = Freeze(guardian: guardian, alive: write)
    }
    do {
      try withDescriptor { try control($0, freezeFileSystem, nil, "freeze") }
    } catch {
      try? thaw()
      throw error
    }
  }

  /// Lets the writes go on.
  ///
  /// - Throws: `SystemError.call` if the disk had thawed by itself.
  package func thaw() throws {
    try withDescriptor { descriptor in
      guard endFreeze(descriptor) else {
        throw SystemError.call("thaw \(path)", reason: "it was not frozen, or has thawed by itself")
      }
    }
  }

  /// Runs the body while the disk is frozen.
  package func whileFrozen<Result>(_ body: () async throws -> Result) async throws -> Result {
    try freeze()
    let result: Result
    do {
      result = try await body()
    } catch {
      try? thaw()
      throw error
    }
    try thaw()
    return result
  }

  /// Thaws `$0` when standard input ends, or after `$1` seconds.
  private static let thawing = """
    \(ScratchDirectory.searchPath)
    timeout --foreground "$1" cat
    fsfreeze --unfreeze "$0"
    """

  /// Whether there was a freeze to be ended.
  @discardableResult
  private func endFreeze(_ descriptor: Int32) -> Bool {
    freeze.withLock { freeze in
      guard let held = freeze else { return false }
      freeze = nil
      // First the guardian: it could else thaw the next freeze.
      held.guardian.killGroup()
      close(held.alive)
      return (try? control(descriptor, thawFileSystem, nil, "thaw")) != nil
    }
  }

  // MARK: Mount

  private func mount() throws {
    _ = try Service("mount", ["-o", "loop", image, path]).require()
  }

  private func unmount(within limit: Duration = .seconds(60)) throws {
    var reason = ""
    do {
      try wait(for: "umount", within: limit) {
        let program = try Service("umount", [path]).run()
        reason = program.output.trimmingCharacters(in: .whitespacesAndNewlines)
        return program.succeeded
      }
    } catch SystemError.timedOut {
      throw SystemError.call("umount \(path)", reason: reason)
    }
  }

  /// Unmounts the disk and removes it.
  ///
  /// - Throws: `FixtureError.leftBehind`.
  func tearDown() throws {
    // A frozen file system outlives its mount.
    try? thaw()
    let left = ScratchRoot.processes(under: path)
    for id in left { kill(id, SIGKILL) }
    do {
      try unmount()
    } catch {
      _ = try? Service("umount", ["-l", path]).run()
      throw FixtureError.leftBehind("\(error)")
    }
    try? FileManager.default.removeItem(atPath: directory)
    guard left.isEmpty else {
      throw FixtureError.leftBehind("processes \(left.map(String.init).joined(separator: ", ")) on \(path)")
    }
    guard !FileManager.default.fileExists(atPath: directory) else {
      throw FixtureError.leftBehind(directory)
    }
  }

  // MARK: Control

  private func withDescriptor(_ body: (Int32) throws -> Void) throws {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SystemError.call("open \(path)") }
    defer { close(descriptor) }
    try body(descriptor)
  }

  private func control(_ descriptor: Int32, _ request: UInt, _ value: UnsafeMutableRawPointer?, _ verb: String) throws {
    let result = value.map { ioctl(descriptor, request, $0) } ?? ioctl(descriptor, request, 0)
    guard result == 0 else { throw SystemError.call("\(verb) \(path)") }
  }
}

// EXT4_IOC_SHUTDOWN, `_IOR('X', 125, __u32)`, and EXT4_GOING_FLAGS_NOLOGFLUSH of the kernel's fs/ext4/ext4.h;
// FIFREEZE, `_IOWR('X', 119, int)`, and FITHAW, `_IOWR('X', 120, int)`, of its include/uapi/linux/fs.h.
private let shutdown: UInt = 0x8004_587d
private let noLogFlush: UInt32 = 2
private let freezeFileSystem: UInt = 0xc004_5877
private let thawFileSystem: UInt = 0xc004_5878

/// Makes a disk, runs the body with it, and removes it whatever happens.
///
///     try await withFaultDisk(bytes: 64 << 20) { disk in
///       var configuration = ServerConfiguration()
///       configuration.dataDirectory = "\(disk.path)/data"
///       try await withRedisServer(configuration) { server in
///         try disk.cutPower()
///         server.kill()
///         try disk.restorePower()
///         try server.start()
///       }
///     }
///
/// - Parameter bytes: the size of its image: 8 MiB or more. The file system takes some of it.
/// - Throws: `MissingCapability`, `FixtureError.leftBehind`; else what the body throws.
package func withFaultDisk<Result>(bytes: Int, _ body: (FaultDisk) async throws -> Result) async throws -> Result {
  if let missing = FaultDisk.missing { throw missing }
  let disk = try FaultDisk(bytes: bytes)
  let result: Result
  do {
    result = try await body(disk)
  } catch {
    try? disk.tearDown()
    throw error
  }
  try disk.tearDown()
  return result
}

extension ServerConfiguration {
  /// The same with its data on the disk.
  package func storing(on disk: FaultDisk) -> ServerConfiguration {
    var copy = self
    copy.dataDirectory = "\(disk.path)/data"
    return copy
  }
}
