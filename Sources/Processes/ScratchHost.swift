import Foundation

/// A host of its own on top of this one: what is written there goes with it, its network has no other members, and a real
/// systemd runs it.
///
/// It is a set of namespaces (namespaces(7)): the file system is an overlay of this host's root, kept in memory, and
/// /proc/sys is read-only, so that nothing of this host is changed. It needs root.
///
///     try ScratchHost.with { host in
///       _ = try host.run("systemctl start redis-buffer").require()
///     }
package final class ScratchHost: Sendable {
  /// The process that is process 1 there.
  private let manager: pid_t
  private let process: ServiceProcess
  private let directory: String
  private let group: String

  /// Starts the host, runs the body with it, and ends it with all that runs there.
  ///
  /// - Parameter standIns: settings of the kernel that shall look as if they could be written there, by their paths.
  /// - Throws: `ScratchHostError` where this host does not let one be made; else what the body throws.
  package static func with<Result>(
    standIns: [String] = [], _ body: (ScratchHost) async throws -> Result
  ) async throws -> Result {
    let host = try ScratchHost(standIns: standIns)
    let result: Swift.Result<Result, any Error>
    do { result = .success(try await body(host)) } catch { result = .failure(error) }
    host.end()
    return try result.get()
  }

  private init(standIns: [String]) throws {
    guard geteuid() == 0 else { throw ScratchHostError(reason: "only root may make one") }
    for program in ["unshare", "nsenter", "ip", "systemctl"] where findProgram(program) == nil {
      throw ScratchHostError(reason: "there is no \(program)")
    }
    directory = try ScratchRoot.current().makeDirectory()
    let log = "\(directory)/output"
    // The control group of the scratch root's name goes with it, at the latest; see `ScratchDirectory.removal`.
    let path = URL(filePath: directory)
    group = "\(path.deletingLastPathComponent().lastPathComponent)/\(path.lastPathComponent)"
    process = try Service(
      "/bin/sh", ["-c", ScratchDirectory.searchPath + Self.start, directory, group, Self.boot] + standIns,
      directory: directory, output: .file(log), teardown: .killing
    ).start()
    let child = "/proc/\(process.id)/task/\(process.id)/children"
    var found: pid_t = 0
    do {
      try wait(for: "the first process of a scratch host", within: .seconds(20)) { [process] in
        guard process.isRunning() else { return true }
        found = text(ofFile: child).split(separator: " ").first.flatMap { pid_t($0) } ?? 0
        return found > 0 && text(ofFile: "/proc/\(found)/comm").hasPrefix("systemd")
      }
      manager = found
      guard process.isRunning() else { throw ScratchHostError(reason: Self.words(of: log)) }
      // Whether all its units have started is of no matter.
      try wait(for: "the start of systemd", within: .seconds(40)) { [process] in
        let state = try Self.enter(found, ["systemctl", "is-system-running"], in: "/").run(within: .seconds(10))
        return !process.isRunning() || ["running", "degraded"].contains(state.output.trimmingCharacters(in: .newlines))
      }
      guard process.isRunning() else { throw ScratchHostError(reason: Self.words(of: "\(directory)/console")) }
    } catch let error as SystemError {
      process.killGroup()
      throw ScratchHostError(reason: "\(error); \(Self.words(of: log))")
    } catch {
      process.killGroup()
      throw error
    }
  }

  private static func words(of log: String) -> String {
    text(ofFile: log).split(whereSeparator: \.isNewline).suffix(2).joined(separator: " | ")
  }

  // MARK: Use

  /// Its root directory, as seen from here.
  package var root: String { "/proc/\(manager)/root" }

  /// A program that runs there as root, with an environment that has only what every login has.
  ///
  /// - Parameter directory: its working directory there.
  package func service(_ words: [String], in directory: String = "/") -> Service {
    Self.enter(manager, words, in: directory)
  }

  /// A line for the shell there.
  package func shell(_ line: String, in directory: String = "/") -> Service {
    service(["/bin/sh", "-c", line], in: directory)
  }

  private static func enter(_ manager: pid_t, _ words: [String], in directory: String) -> Service {
    let environment = [
      "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "LANG=C.UTF-8",
    ]
    return Service(
      "nsenter",
      ["--target", "\(manager)", "--all", "--root", "--wd", "--", "env", "-i"] + environment
        + ["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", directory] + words)
  }

  private func end() {
    // With its first process everything there ends.
    kill(manager, SIGKILL)
    process.killGroup()
    let groups = #"find /sys/fs/cgroup/"$1" /sys/fs/cgroup/*/"$1" -depth -type d -exec rmdir {} +;"#
    _ = try? Service(
      "/bin/sh", ["-c", ScratchDirectory.searchPath + groups + ScratchDirectory.removal, directory, group]
    ).run(within: .seconds(30))
  }

  // MARK: Start

  /// Puts the shell `$$` into a control group of its own, which is the whole hierarchy for what it becomes.
  private static let start = #"""
    set -e
    group=$1; boot=$2; shift 2
    for hierarchy in /sys/fs/cgroup /sys/fs/cgroup/unified /sys/fs/cgroup/systemd; do
      [ -e "$hierarchy/cgroup.procs" ] || continue
      mkdir -p "$hierarchy/$group"
      echo $$ >"$hierarchy/$group/cgroup.procs"
    done
    exec unshare --mount --propagation private --pid --fork --kill-child=KILL --net --uts --ipc --cgroup \
      /bin/sh -c "$boot" "$0" "$@"
    """#

  /// Makes the file system and becomes systemd.
  private static let boot = #"""
    set -e
    mkdir "$0/layers" "$0/stand-ins"
    mount -t tmpfs -o mode=755 scratch "$0/layers"
    mkdir "$0/layers/upper" "$0/layers/work" "$0/layers/root"
    root=$0/layers/root
    mount -t overlay -o "lowerdir=/,upperdir=$0/layers/upper,workdir=$0/layers/work" scratch "$root"
    mount -t proc proc "$root/proc"
    mount -t tmpfs -o mode=755 run "$root/run"
    mount -t tmpfs -o mode=1777 tmp "$root/tmp"
    mount -t tmpfs -o mode=755 dev "$root/dev"
    for device in null zero full random urandom tty; do
      : >"$root/dev/$device"; mount --bind "/dev/$device" "$root/dev/$device"
    done
    : >"$0/console"; : >"$root/dev/console"; mount --bind "$0/console" "$root/dev/console"
    mkdir "$root/dev/shm" "$root/dev/pts"; mount -t tmpfs -o mode=1777 shm "$root/dev/shm"
    # Units with PrivateDevices= ask for it.
    mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"; ln -s pts/ptmx "$root/dev/ptmx"
    ln -s /proc/self/fd "$root/dev/fd"
    mount -t sysfs -o ro sys "$root/sys"
    if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
      mount -t cgroup2 cgroup "$root/sys/fs/cgroup"
    else
      mount -t tmpfs -o mode=755 cgroup "$root/sys/fs/cgroup"
      mkdir "$root/sys/fs/cgroup/systemd" "$root/sys/fs/cgroup/unified"
      mount -t cgroup -o none,name=systemd,xattr cgroup "$root/sys/fs/cgroup/systemd"
      mount -t cgroup2 cgroup "$root/sys/fs/cgroup/unified" || rmdir "$root/sys/fs/cgroup/unified"
    fi
    mount --bind "$root/proc/sys" "$root/proc/sys"
    mount -o remount,bind,ro "$root/proc/sys"
    n=0
    for path; do
      [ -e "$root$path" ] || continue
      n=$((n + 1)); cat "$root$path" >"$0/stand-ins/$n" || : >"$0/stand-ins/$n"
      mount --bind "$0/stand-ins/$n" "$root$path"
    done
    # A service may bind addresses that this network does not have.
    for version in ipv4 ipv6; do echo 1 >/proc/sys/net/$version/ip_nonlocal_bind || :; done
    ip link set lo up
    hostname scratch
    rm -f "$root/etc/machine-id"; echo 00000000000000000000000000000001 >"$root/etc/machine-id"
    rm -f "$root/etc/fstab"; : >"$root/etc/fstab"
    # What would ask for devices of this host, or wait for them.
    for unit in journal-flush.service modules-load.service udevd.service udev-trigger.service udevd-control.socket \
      udevd-kernel.socket journald-audit.socket timesyncd.service sysctl.service random-seed.service update-utmp.service \
      tmpfiles-setup-dev.service sysusers.service remount-fs.service firstboot.service binfmt.service; do
      ln -sf /dev/null "$root/etc/systemd/system/systemd-$unit"
    done
    systemd=/lib/systemd/systemd
    [ -x "$root$systemd" ] || systemd=/usr/lib/systemd/systemd
    # A root of its own, not that of a chroot: in one nobody may make a user namespace (PrivateUsers=).
    cd "$root"
    pivot_root . .
    umount --lazy .
    exec chroot . /usr/bin/env -i container=met001 PATH=/usr/sbin:/usr/bin:/sbin:/bin "$systemd" --log-target=console \
      --unit=basic.target
    """#
}

/// Why no scratch host can be had here.
package struct ScratchHostError: Error, Equatable, CustomStringConvertible {
  package var reason: String

  package var description: String { "no scratch host can be made: \(reason)" }
}
