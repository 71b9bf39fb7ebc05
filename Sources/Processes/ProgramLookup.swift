import Foundation

/// The absolute path of a program: as given if it has a slash, else the first in PATH, or where administrators'
/// programs are.
///
/// - Returns: `nil` if there is no such executable file.
package func findProgram(_ name: String) -> String? {
  let listed = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
  let candidates =
    name.contains("/") ? [absolutePath(name)] : (listed + ["/usr/sbin", "/sbin"]).map { absolutePath("\($0)/\(name)") }
  return candidates.first { path in
    var isDirectory: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && !isDirectory.boolValue
      && access(path, X_OK) == 0
  }
}

/// The path, with the working directory in front of it if it is relative.
package func absolutePath(_ path: String) -> String {
  path.hasPrefix("/") ? path : "\(FileManager.default.currentDirectoryPath)/\(path)"
}

/// The path without symbolic links.
///
/// - Throws: `SystemError.call` if there is no such file.
package func realPath(_ path: String) throws -> String {
  guard let real = realpath(path, nil) else { throw SystemError.call("find \(path)") }
  defer { free(real) }
  return String(cString: real)
}
