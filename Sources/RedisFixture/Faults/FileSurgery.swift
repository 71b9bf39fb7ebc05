import Foundation
import Processes

/// Does to a file what a broken disk or a careless hand would do.
///
/// Every operation throws `SystemError.call`.
package struct FileSurgery: Sendable {
  package let path: String

  package init(_ path: String) {
    self.path = path
  }

  /// In bytes.
  package func length() throws -> Int {
    guard let size = fileSize(path) else { throw failed("look at") }
    return size
  }

  /// Cuts the file to so many bytes.
  package func cut(to length: Int) throws {
    guard try length <= self.length() else {
      throw SystemError.call("cut \(path) to \(length)", reason: "it is shorter")
    }
    guard truncate(path, length) == 0 else { throw failed("cut") }
  }

  /// Leaves the file without a byte.
  package func empty() throws {
    try cut(to: 0)
  }

  /// Adds bytes at the end.
  package func append(_ bytes: some Sequence<UInt8>) throws {
    let descriptor = try open(O_WRONLY | O_APPEND)
    defer { close(descriptor) }
    let bytes = Array(bytes)
    guard write(descriptor, bytes, bytes.count) == bytes.count else { throw failed("append to") }
  }

  /// Puts bytes in the place of as many at the end.
  package func overwriteEnd(with bytes: [UInt8]) throws {
    let start = try length() - bytes.count
    guard start >= 0 else {
      throw SystemError.call("write \(bytes.count) bytes at the end of \(path)", reason: "it is shorter")
    }
    let descriptor = try open(O_WRONLY)
    defer { close(descriptor) }
    guard pwrite(descriptor, bytes, bytes.count, start) == bytes.count else { throw failed("write to") }
  }

  /// Adds zeros at the end, as a loss of power does where the length was written but not the data.
  package func append(zeros count: Int) throws {
    guard truncate(path, try length() + count) == 0 else { throw failed("lengthen") }
  }

  /// Turns over every bit of one byte, or those of the mask.
  package func flipByte(at offset: Int, mask: UInt8 = 0xff) throws {
    let descriptor = try open(O_RDWR)
    defer { close(descriptor) }
    var byte: UInt8 = 0
    guard pread(descriptor, &byte, 1, offset) == 1 else {
      throw SystemError.call("read byte \(offset) of \(path)", reason: "there is none")
    }
    byte ^= mask
    guard pwrite(descriptor, &byte, 1, offset) == 1 else { throw failed("write to") }
  }

  /// Removes the file.
  package func remove() throws {
    guard unlink(path) == 0 else { throw failed("remove") }
  }

  private func open(_ flags: Int32) throws -> Int32 {
    let descriptor = Glibc.open(path, flags | O_CLOEXEC)
    guard descriptor >= 0 else { throw failed("open") }
    return descriptor
  }

  private func failed(_ verb: String) -> SystemError {
    .call("\(verb) \(path)")
  }
}

/// Copies a directory with all it holds, fast where the file system can share blocks.
///
/// - Parameter copy: must not exist yet. A directory beside it must.
/// - Throws: `SystemError.call`.
package func copyDirectory(_ path: String, to copy: String) throws {
  guard !FileManager.default.fileExists(atPath: copy) else {
    throw SystemError.call("copy \(path) to \(copy)", reason: "the copy exists already")
  }
  _ = try Service("cp", ["-a", "--reflink=auto", "--", path, copy]).require(within: .seconds(600))
}
