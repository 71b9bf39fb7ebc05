import Foundation
package import RedisConfiguration

extension ConfigurationFile {
  /// The data directory of the configuration, if it is on this host: then this is taken for the host that it is for.
  package var productionDirectory: String? {
    guard value(of: "dir") != nil, FileManager.default.fileExists(atPath: workingDirectory) else { return nil }
    return workingDirectory
  }
}
