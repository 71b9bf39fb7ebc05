import Foundation

/// A line of a redis.conf that says something.
package enum ConfigurationLine: Sendable, Equatable {
  case directive(Directive)
  /// What the files say that an `include` names.
  case include([ConfigurationLine])

  fileprivate var directives: [Directive] {
    switch self {
    case .directive(let directive): [directive]
    case .include(let lines): lines.flatMap(\.directives)
    }
  }

  fileprivate func mapping(_ change: (Directive) -> Directive) -> ConfigurationLine {
    switch self {
    case .directive(let directive): .directive(change(directive))
    case .include(let lines): .include(lines.map { $0.mapping(change) })
    }
  }
}

/// A redis.conf as the server reads it, with its includes read in.
package struct ConfigurationFile: Sendable, Equatable {
  package private(set) var lines: [ConfigurationLine]
  /// The paths of all files that were read, the main one first.
  package private(set) var files: [String] = []
  /// The directory that relative paths of the settings are resolved against: where the last `dir` leads.
  package private(set) var workingDirectory = "/"

  package init(directives: [Directive] = []) {
    lines = directives.map { .directive($0) }
  }

  /// Reads the text of a configuration. Relative paths are resolved against the directory.
  ///
  /// - Throws: `ConfigurationError` if includes never end.
  package init(text: String, directory: String = "/") throws {
    var reader = Reader(workingDirectory: directory)
    lines = try reader.read([("text", Array(text.utf8))])
    (files, workingDirectory) = (reader.files, reader.workingDirectory)
  }

  /// Reads a configuration file and all that it includes, as a server does that is started in the file's directory.
  ///
  /// An included file that cannot be read is left to the server to complain about.
  ///
  /// - Throws: `ConfigurationError` if the file itself cannot be read, or if includes never end.
  package init(path: String) throws {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      throw ConfigurationError(path: path, reason: "there is no such file")
    }
    guard !isDirectory.boolValue else { throw ConfigurationError(path: path, reason: "is a directory") }
    var reader = Reader(workingDirectory: URL(filePath: path).deletingLastPathComponent().path)
    lines = try reader.read(path)
    (files, workingDirectory) = (reader.files, reader.workingDirectory)
  }

  /// All directives, those of included files where they are included.
  package var directives: [Directive] { lines.flatMap(\.directives) }

  /// The last arguments given for a setting, as one text. What they mean is the server's to say.
  package func value(of name: String) -> String? {
    directives.last { $0.name == name }?.arguments.joined(separator: " ")
  }

  /// The configuration with these directives after all others, so that they win.
  package func appending(_ more: [Directive]) -> ConfigurationFile {
    var file = self
    file.lines += more.map { .directive($0) }
    return file
  }

  /// The configuration without the directives of that name.
  package func without(_ name: String) -> ConfigurationFile {
    var file = self
    file.lines = directives.filter { $0.name != name }.map { .directive($0) }
    return file
  }

  /// The configuration with each directive as the closure makes it.
  func mapping(_ change: (Directive) -> Directive) -> ConfigurationFile {
    var file = self
    file.lines = lines.map { $0.mapping(change) }
    return file
  }

  /// The bytes of one redis.conf with the same meaning, a line for each directive.
  package var bytes: [UInt8] {
    directives.flatMap { $0.bytes + [UInt8(ascii: "\n")] }
  }

  /// The same, as text.
  package var text: String { String(decoding: bytes, as: UTF8.self) }
}
