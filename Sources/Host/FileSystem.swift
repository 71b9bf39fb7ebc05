import Foundation
import Processes

/// Whether the kernel has no device for a type of file systems; of `fuse.sshfs` it knows only `fuse`.
///
/// - Parameter known: the types that the kernel knows, as /proc/filesystems has them.
package func isWithoutDevice(_ type: String, of known: String) -> Bool {
  known.split(separator: "\n").contains("nodev\t\(type.prefix { $0 != "." })")
}

/// The file system that holds a directory, as the kernel has it mounted.
package struct FileSystem: Sendable, Equatable {
  /// Such as `ext4` or `tmpfs`.
  package var type: String
  /// The device or what stands for it, such as `/dev/sda1`.
  package var source: String
  /// How it is mounted, in the kernel's words.
  package var options: String
  /// Whether the kernel has no device for file systems of this type: they are kept in memory, on another host, or on
  /// top of others (/proc/filesystems, proc(5)).
  package var needsNoDevice: Bool
  /// The devices that its device is made of, and itself, such as `/dev/mapper/vg-redis` and `/dev/sda1`.
  package var devices: [String]
  /// What holds the files that are such devices (loop devices).
  package var backing: [FileSystem]

  package init(
    type: String, source: String, options: String, needsNoDevice: Bool, devices: [String] = [],
    backing: [FileSystem] = []
  ) {
    self.type = type
    self.source = source
    self.options = options
    self.needsNoDevice = needsNoDevice
    self.devices = devices
    self.backing = backing
  }

  /// - Throws: `SystemError` if findmnt does not tell.
  package init(of directory: String) throws {
    let output = try Service("findmnt", ["-n", "-o", "FSTYPE,SOURCE,OPTIONS", "-T", try realPath(directory)]).require()
    // What was mounted last is what is seen.
    let words = output.split(separator: "\n").last?.split(separator: " ").map(String.init) ?? []
    guard words.count >= 3 else { throw SystemError.call("findmnt -T \(directory)", reason: "printed '\(output)'") }
    self.init(
      type: words[0], source: words[1], options: words[2],
      needsNoDevice: isWithoutDevice(words[0], of: text(ofFile: "/proc/filesystems")))
    devices = try Self.devices(below: source)
    backing = try devices.compactMap(Self.backingFile).map { try FileSystem(of: $0) }
  }

  /// The device and all that it is made of; of what is no device, or none that is seen here, itself.
  private static func devices(below source: String) throws -> [String] {
    // A part of a file system, as of btrfs, stands in brackets.
    let device = String(source.prefix { $0 != "[" })
    guard device.hasPrefix("/dev/") else { return [] }
    let listing = Service("lsblk", ["--inverse", "--list", "--noheadings", "--paths", "--output", "NAME", device])
    let below = try listing.run(within: .seconds(10))
    guard below.succeeded else { return [device] }
    return [device] + below.output.split(whereSeparator: \.isWhitespace).map(String.init)
  }

  /// The file that a loop device is made of; `nil` of others, and where that is gone or out of reach.
  private static func backingFile(of device: String) -> String? {
    guard device.hasPrefix("/dev/loop") else { return nil }
    let name = device.dropFirst("/dev/".count)
    let file = text(ofFile: "/sys/block/\(name)/loop/backing_file").split(separator: "\n").first
    return file.map(String.init).flatMap { access($0, F_OK) == 0 ? $0 : nil }
  }

  /// Whether its content goes with the power because it is memory.
  package var isMemory: Bool {
    ["tmpfs", "ramfs"].contains(type) || backing.contains(where: \.isMemory)
      || ([source] + devices).contains { $0.hasPrefix("/dev/ram") || $0.hasPrefix("/dev/zram") }
  }

  /// Why what was synced to it may be gone after a power cut, or with the container; `nil` if it is there then.
  package var doubt: String? {
    if isMemory { return "it is kept in memory" }
    // ZFS has devices, though the kernel does not know of them.
    if needsNoDevice && type != "zfs" { return "\(type) is no file system on a disk of this host" }
    let words = options.split(separator: ",")
    if words.contains("nobarrier") || words.contains("barrier=0") { return "it is mounted without write barriers" }
    return backing.lazy.compactMap { below in below.doubt.map { "its disk is a file on \(below.line): \($0)" } }.first
  }

  /// In one line, for a reader: `ext4 on /dev/sda1 (rw,relatime)`.
  package var line: String { "\(type) on \(source) (\(options))" }
}
