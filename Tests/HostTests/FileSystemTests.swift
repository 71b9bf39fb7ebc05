import Host
import Testing

@Suite("File system")
struct FileSystemTests {
  private func fileSystem(
    _ type: String, source: String = "/dev/sda1", options: String = "rw,relatime", device: Bool = true
  ) -> FileSystem {
    FileSystem(type: type, source: source, options: options, needsNoDevice: !device)
  }

  @Test func `a file system on a disk survives a power cut`() {
    for type in ["ext4", "xfs", "btrfs"] { #expect(fileSystem(type).doubt == nil) }
    #expect(fileSystem("zfs", source: "tank/redis", device: false).doubt == nil)
  }

  @Test(arguments: ["tmpfs", "ramfs", "overlay", "nfs4", "cifs", "9p", "fuse.sshfs"])
  func `one without a disk of this host does not`(type: String) {
    #expect(fileSystem(type, source: "none", device: false).doubt != nil)
  }

  @Test func `the kernel knows the types that need no device, those of FUSE by one name`() {
    let known = "nodev\ttmpfs\nnodev\tfuse\n\text4\n\tfuseblk\n"
    for type in ["tmpfs", "fuse", "fuse.sshfs"] { #expect(isWithoutDevice(type, of: known)) }
    for type in ["ext4", "fuseblk", "fuseblk.ntfs", "tmp"] { #expect(!isWithoutDevice(type, of: known)) }
  }

  @Test func `a disk of memory does not either, nor one without barriers`() {
    #expect(fileSystem("ext4", source: "/dev/ram0").doubt == "it is kept in memory")
    #expect(fileSystem("ext4", source: "/dev/zram1").isMemory)
    #expect(fileSystem("ext4", options: "rw,nobarrier").doubt == "it is mounted without write barriers")
    #expect(fileSystem("ext4", options: "rw,barrier=0").doubt != nil)
    #expect(!fileSystem("ext4", options: "rw,nobarrier").isMemory)
  }

  @Test func `nor does one whose disk is made of memory`() {
    var disk = fileSystem("ext4", source: "/dev/mapper/redis")
    disk.devices = ["/dev/mapper/redis", "/dev/zram0"]
    #expect(disk.doubt == "it is kept in memory")
    disk.devices = ["/dev/mapper/redis", "/dev/sda1"]
    #expect(disk.doubt == nil)
    disk = fileSystem("ext4", source: "/dev/loop0")
    disk.backing = [fileSystem("tmpfs", source: "shm", device: false)]
    #expect(disk.doubt == "it is kept in memory")
    disk.backing = [fileSystem("nfs4", source: "host:/", device: false)]
    #expect(disk.doubt?.hasPrefix("its disk is a file on nfs4 on host:/ (rw,relatime): nfs4 is no file system") == true)
    disk.backing = [fileSystem("ext4")]
    #expect(disk.doubt == nil)
  }

  @Test func `the kernel tells what is mounted`() throws {
    let proc = try FileSystem(of: "/proc/self")
    #expect(proc.type == "proc" && proc.needsNoDevice)
    #expect(try FileSystem(of: "/").line.contains(" on "))
    #expect(throws: (any Error).self) {
      try FileSystem(of: "/no/such/directory/\(UInt64.random(in: 0...UInt64.max))/x")
    }
  }
}
