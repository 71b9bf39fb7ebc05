import Foundation

extension ConfigurationFile {
  /// Writes the configuration with its includes as they are: a main file, and one for each `include` in it, all for their
  /// owner alone.
  ///
  /// The same lines in one file would mean something else: behind an include Redis 7.0 no longer adds up the lines of
  /// `save` (`reading_config_file` in its config.c), and CONFIG REWRITE leaves to the included files what stands there.
  ///
  /// - Parameter path: of the main file; the others stand beside it, `redis.conf.1` and so on.
  /// - Throws: what the file system refuses.
  package func write(to path: String) throws {
    var count = 0
    func write(_ lines: [ConfigurationLine], to file: String) throws {
      var bytes: [UInt8] = []
      for line in lines {
        switch line {
        case .directive(let directive): bytes += directive.bytes
        case .include(let lines):
          count += 1
          let included = "\(path).\(count)"
          try write(lines, to: included)
          bytes += Directive("include", included).bytes
        }
        bytes.append(UInt8(ascii: "\n"))
      }
      try Data(bytes).write(to: URL(filePath: file))
      chmod(file, 0o600)
    }
    try write(lines, to: path)
  }

  /// All directives in the order in which the server reads them, each with its line in the file that `write` makes for it,
  /// counted from 1.
  var numberedDirectives: [(number: Int, directive: Directive)] {
    func numbered(_ lines: [ConfigurationLine]) -> [(number: Int, directive: Directive)] {
      lines.enumerated().flatMap { index, line in
        switch line {
        case .directive(let directive): [(index + 1, directive)]
        case .include(let lines): numbered(lines)
        }
      }
    }
    return numbered(lines)
  }
}
