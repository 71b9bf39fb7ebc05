import Foundation

/// Reads a redis.conf as the server does, from file to file, without starting anything.
///
/// The rules are those of `loadServerConfig` in Redis' config.c. The server resolves the name of an included file
/// against its working directory of that moment, which a `dir` line before it has changed. Which one it begins with is
/// decided by whoever starts it; here it is the directory of the main file.
struct Reader {
  /// The directory of relative paths at this moment.
  private(set) var workingDirectory: String
  /// All files that were read, in the order of their first reading.
  private(set) var files: [String] = []

  init(workingDirectory: String) {
    self.workingDirectory = workingDirectory
  }

  /// Nesting that no configuration has: a server that is asked for it crashes.
  private static let deepest = 200

  /// - Throws: `ConfigurationError` if it cannot be opened.
  mutating func read(_ path: String) throws -> [ConfigurationLine] {
    guard let bytes = try take(path) else {
      throw ConfigurationError(path: path, reason: String(cString: strerror(errno)))
    }
    return try read([(path, bytes)])
  }

  /// Reads files as one text, as the server does with all that match one pattern: a file without a line end at its end
  /// shares its last line with the next one.
  mutating func read(_ parts: [(path: String, bytes: [UInt8])], depth: Int = 0) throws -> [ConfigurationLine] {
    guard depth < Self.deepest else {
      throw ConfigurationError(path: parts[0].path, reason: "includes are nested more than \(Self.deepest) deep")
    }
    var lines: [ConfigurationLine] = []
    var bytes: [UInt8] = []
    var source: Directive.Source?
    for part in parts {
      var number = 1
      for byte in part.bytes {
        if source == nil { source = .init(path: part.path, line: number) }
        guard byte == UInt8(ascii: "\n") else {
          bytes.append(byte)
          continue
        }
        lines += try take(bytes, source, depth: depth)
        (bytes, source) = ([], nil)
        number += 1
      }
    }
    return lines + (try take(bytes, source, depth: depth))
  }

  /// What one line says: nothing, a directive, or what the files that it includes say.
  private mutating func take(_ bytes: [UInt8], _ source: Directive.Source?, depth: Int) throws -> [ConfigurationLine] {
    guard let source, let directive = Directive(line: bytes, source: source) else { return [] }
    guard directive.arguments.count == 1, let argument = directive.arguments.first else {
      return [.directive(directive)]
    }
    switch directive.name {
    case "include": return [try include(argument, source, depth: depth)]
    case "dir": workingDirectory = absolute(argument)
    default: break
    }
    return [.directive(directive)]
  }

  private mutating func include(
    _ name: String, _ source: Directive.Source, depth: Int
  ) throws -> ConfigurationLine {
    let isPattern = name.contains { "*?[".contains($0) }
    let parts = try (isPattern ? matches(name) : [absolute(name)]).map { ($0, try take($0)) }
    if let unreadable = parts.first(where: { $0.1 == nil }) {
      // The server shall say so, in its words and at its time: a line before this one may be refused first.
      var directive = Directive("include", unreadable.0)
      directive.source = source
      return .directive(directive)
    }
    return .include(parts.isEmpty ? [] : try read(parts.map { ($0, $1 ?? []) }, depth: depth + 1))
  }

  /// What the server takes of a file; `nil`, with the reason in `errno`, if it cannot be opened.
  ///
  /// - Throws: `ConfigurationError` if it can be read only once, or may never end.
  private mutating func take(_ path: String) throws -> [UInt8]? {
    var status = stat()
    if stat(path, &status) == 0, [S_IFIFO, S_IFSOCK].contains(status.st_mode & S_IFMT) {
      throw ConfigurationError(
        path: path, reason: "is a pipe or a socket, which can be read only once; save it to a file")
    }
    guard let file = fopen(path, "re") else { return nil }
    defer { fclose(file) }
    if !files.contains(path) { files.append(path) }
    var taken: [UInt8] = []
    // In pieces of 1,024 bytes or a line, each of them up to its first zero. A directory opens, and is empty.
    var piece = [CChar](repeating: 0, count: 1025)
    while fgets(&piece, Int32(piece.count), file) != nil {
      taken += piece.prefix { $0 != 0 }.map(UInt8.init(bitPattern:))
    }
    return taken
  }

  func absolute(_ path: String) -> String {
    path.hasPrefix("/") ? path : "\(workingDirectory)/\(path)"
  }

  /// The files that a pattern names.
  private func matches(_ pattern: String) -> [String] {
    // The directory is no pattern, whatever its name.
    let directory = workingDirectory.map { "*?[\\".contains($0) ? "\\\($0)" : String($0) }.joined()
    var found = glob_t()
    defer { globfree(&found) }
    guard glob(pattern.hasPrefix("/") ? pattern : "\(directory)/\(pattern)", 0, nil, &found) == 0 else { return [] }
    return (0..<Int(found.gl_pathc)).compactMap { found.gl_pathv[$0].map { String(cString: $0) } }
  }
}
