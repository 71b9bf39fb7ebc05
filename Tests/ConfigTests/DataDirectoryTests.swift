import Foundation
import Host
import MET001Testing
import RedisConfiguration
import Testing

@Suite("Data directory", .specification, .tags(.configuration))
struct DataDirectoryTests {
  @Test(.tags(.must)) func `CFG-09 the data directory survives a power cut`() throws {
    let file = try ConfigurationFile(path: evidence.settings.redisConf)
    guard file.value(of: "dir") != nil else {
      try evidence.notApplicable("the configuration names no dir: whoever starts the server decides where its data is")
    }
    let directory = file.workingDirectory
    guard FileManager.default.fileExists(atPath: directory) else {
      try evidence.notApplicable("the data directory does not exist here")
    }
    // The append-only files may be elsewhere: their directory may be a link, or a mount point.
    let files = "\(directory)/\(file.value(of: "appenddirname") ?? "appendonlydir")"
    for directory in [directory, files] where FileManager.default.fileExists(atPath: directory) {
      let fileSystem = try FileSystem(of: directory)
      let subject = directory == files ? "the append-only files" : "dir"
      evidence.record(.dataFileSystem, fileSystem.line, of: subject)
      evidence.record(.survivesPowerCut, fileSystem.doubt ?? "yes", of: subject)
    }
  }
}
