import Foundation

/// What a file holds now; nothing where it cannot be read.
package func text(ofFile path: String) -> String {
  String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
}

/// In bytes; `nil`, with the reason in `errno`, where there is no such file.
package func fileSize(_ path: String) -> Int? {
  var status = stat()
  return stat(path, &status) == 0 ? Int(status.st_size) : nil
}
