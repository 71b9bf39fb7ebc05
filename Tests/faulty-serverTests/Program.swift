import Foundation

/// The program, which is built beside the tests.
let faultyServer: String = {
  let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
  return URL(filePath: tests).deletingLastPathComponent().appending(path: "faulty-server").path
}()
