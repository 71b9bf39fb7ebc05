import CLinux
import Foundation
import Processes

/// A place for a server's data that fills up, and gets its space back.
///
/// It is a `FaultDisk` where one can be made. Elsewhere it is the server's own directory, and the kernel lets no file of
/// the server grow any more (RLIMIT_FSIZE, setrlimit(2)): its write is cut short, as on a full disk. That takes no
/// rights.
package enum FillingDisk: Sendable {
  case faultDisk(FaultDisk)
  /// With the reason why there is no disk.
  case fileSizeLimit(MissingCapability)

  /// What was done, for the evidence.
  package var technique: String {
    switch self {
    case .faultDisk:
      "the server's data was on an ext4 file system of its own, of which every free block was taken"
    case .fileSizeLimit(let missing):
      "no disk that fills up can be made here (\(missing)). Instead the kernel let no file of the running server grow "
        + "(RLIMIT_FSIZE)"
    }
  }

  /// The same configuration for a server whose data is here.
  package func holding(_ configuration: ServerConfiguration) -> ServerConfiguration {
    switch self {
    case .faultDisk(let disk): return configuration.storing(on: disk)
    case .fileSizeLimit:
      // A new file would have space of its own: so the server must not begin one.
      var copy = configuration.setting("auto-aof-rewrite-percentage", "0")
      copy.survivesFileSizeLimit = true
      return copy
    }
  }

  /// Takes all the space that is left to a server that runs here.
  ///
  /// - Throws: `SystemError.call`.
  package func fill(under server: RedisServer) throws {
    switch self {
    case .faultDisk(let disk): try disk.occupy()
    case .fileSizeLimit: try server.limitFileSizes(to: server.largestDataFile())
    }
  }

  /// Gives the space back that `fill` took.
  ///
  /// - Throws: `SystemError.call`.
  package func free(under server: RedisServer) throws {
    switch self {
    case .faultDisk(let disk): try disk.free()
    case .fileSizeLimit: try server.limitFileSizes(to: Int.max)
    }
  }
}

/// Runs the body with a disk that fills up, of that size if one can be made.
///
/// - Throws: `FixtureError.leftBehind`; else what the body throws.
package func withFillingDisk<Result>(bytes: Int, _ body: (FillingDisk) async throws -> Result) async throws -> Result {
  if let missing = FaultDisk.missing { return try await body(.fileSizeLimit(missing)) }
  return try await withFaultDisk(bytes: bytes) { try await body(.faultDisk($0)) }
}

extension RedisServer {
  /// Sets the size beyond which no file of the server's processes can grow, in bytes, or the largest that they may have.
  fileprivate func limitFileSizes(to bytes: Int) throws {
    let processes = processes
    guard !processes.isEmpty, processes.allSatisfy({ limit_file_size($0, rlim_t(bytes)) == 0 }) else {
      throw SystemError.call("limit the file sizes of the server's processes (prlimit)")
    }
  }

  /// In bytes.
  fileprivate func largestDataFile() throws -> Int {
    let names = try FileManager.default.subpathsOfDirectory(atPath: dataDirectory)
    return try names.map { try FileSurgery("\(dataDirectory)/\($0)").length() }.max() ?? 0
  }
}
