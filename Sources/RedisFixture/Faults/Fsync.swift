/// One fsync or fdatasync, as strace saw it.
package struct Fsync: Sendable, Equatable {
  package var path: String
  /// In seconds since the epoch.
  package var began: Double
  /// In seconds since the epoch; `nil` if it never returned, or has not yet.
  package var ended: Double?
  /// Such as `EIO`; `nil` if it succeeded or never returned.
  package var error: String?
  /// Whether it was delayed or made to fail; false where it never returned.
  package var wasInjected: Bool

  package init(path: String, began: Double, ended: Double?, error: String? = nil, wasInjected: Bool = false) {
    self.path = path
    self.began = began
    self.ended = ended
    self.error = error
    self.wasInjected = wasInjected
  }

  /// Whether it is of an append-only file: not of a manifest, a directory or an RDB file.
  package var isOfAppendOnlyFile: Bool { path.hasSuffix(".aof") && !path.contains("/temp-") }
}

extension Fsync {
  /// Reads what `strace -f -ttt -T -y` wrote, in the order in which the calls began. A last line that was cut off
  /// in the middle is a call that never returned; so is one whose process was killed.
  package static func parse(_ text: String) -> [Fsync] {
    var fsyncs: [Fsync] = []
    /// Where the unfinished call of each thread is.
    var unfinished: [Substring: Int] = [:]
    for line in text.split(whereSeparator: \.isNewline) {
      let parts = line.split(separator: " ", maxSplits: 2)
      guard parts.count == 3, let time = Double(parts[1]) else { continue }
      let (thread, call) = (parts[0], parts[2])
      if call.starts(with: "<... ") {
        guard let index = unfinished.removeValue(forKey: thread) else { continue }
        fsyncs[index].finish(call)
      } else if let match = call.prefixMatch(of: /(?:fsync|fdatasync)\([0-9]+<([^>]*)>/) {
        var fsync = Fsync(path: unescaped(match.1), began: time, ended: nil)
        if !fsync.finish(call[match.range.upperBound...]) { unfinished[thread] = fsyncs.count }
        fsyncs.append(fsync)
      }
    }
    return fsyncs
  }

  /// Reads the end of a call: `) = -1 EIO (Input/output error) (INJECTED) <0.000048>`. False where it has none.
  @discardableResult
  private mutating func finish(_ rest: Substring) -> Bool {
    guard let match = rest.firstMatch(of: /\) += (-?[0-9]+)(?: ([A-Z][A-Z0-9]*))?(.*) <([0-9.]+)>$/),
      let seconds = Double(match.4)
    else { return false }
    ended = began + seconds
    error = match.1 == "0" ? nil : match.2.map(String.init)
    wasInjected = match.3.contains("(INJECTED)") || match.3.contains("(DELAYED)")
    return true
  }

  /// strace writes some characters of a path as octal numbers.
  private static func unescaped(_ path: Substring) -> String {
    guard path.contains("\\") else { return String(path) }
    var bytes: [UInt8] = []
    var rest = path.utf8
    while let byte = rest.popFirst() {
      let digits = byte == UInt8(ascii: "\\") ? rest.prefix(3).prefix { (0x30..<0x38).contains($0) } : ""[...].utf8
      bytes.append(UInt8(String(Substring(digits)), radix: 8) ?? byte)
      rest = rest.dropFirst(digits.count)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
