import Foundation
import Testing

/// The line on standard error of a program that refuses to begin, without the program's name; nothing may be left.
func refusal(_ program: Program, _ arguments: [String], _ location: SourceLocation = #_sourceLocation) throws
  -> String
{
  let outcome = try program.run(arguments)
  #expect(outcome.status == 64, "\(outcome.error)", sourceLocation: location)
  #expect(outcome.output.isEmpty, sourceLocation: location)
  let lines = outcome.error.split(separator: "\n", omittingEmptySubsequences: false)
  #expect(lines.count == 2 && lines.last?.isEmpty == true, "one line: \(outcome.error)", sourceLocation: location)
  #expect(outcome.error.hasPrefix("compliance: "), sourceLocation: location)
  let left = try FileManager.default.contentsOfDirectory(atPath: program.directory)
  #expect(!left.contains { $0.hasPrefix("met001-") || $0.hasSuffix(".partial") }, sourceLocation: location)
  return String(lines[0].dropFirst("compliance: ".count))
}

/// The same for a quick run with these options.
func refusal(_ directory: String, _ options: String..., location: SourceLocation = #_sourceLocation) throws -> String {
  let arguments = ["--profile", "quick", "--output", "\(directory)/report"] + options
  return try refusal(Program(in: directory), arguments, location)
}
