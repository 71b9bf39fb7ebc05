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
    let fileSystem = try FileSystem(of: directory)
    evidence.record(.dataFileSystem, fileSystem.line)
    evidence.record(.survivesPowerCut, fileSystem.doubt ?? "yes")
  }
}
