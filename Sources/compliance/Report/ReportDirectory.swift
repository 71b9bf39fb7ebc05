import ComplianceReport
import Foundation
import MET001
import Processes

/// A directory with a report and the evidence that it is made of, and nothing else that it depends on.
struct ReportDirectory {
  /// What a report's directory holds, whole or half made.
  static let names: Set = [
    "SHA256SUMS", "checklist.md", "evidence", "index.html", "junit.xml", "report.json", "summary.md",
  ]

  let path: String

  private var evidence: String { "\(path)/evidence" }

  init(_ path: String) {
    self.path = path
  }

  /// Rebuilds the report from its evidence, and gives the exit status of its verdict.
  ///
  /// - Throws: `UsageError` if the directory holds no evidence, or another than its digests say.
  func render() throws -> Int32 {
    try requireEvidence()
    let old = try? JSONDecoder().decode(Report.self, from: contents("report.json"))
    let report = try write(previous: old?.previous)
    conclude(report)
    return report.verdict.exitStatus
  }

  /// The report that its evidence makes.
  ///
  /// - Throws: `UsageError` if the directory holds no evidence, or another than its digests say.
  func verified() throws -> Report {
    try requireEvidence()
    return try assemble()
  }

  /// The specification that judged it, as its file has it.
  func specification() throws -> Data { try contents("evidence/specification.json") }

  private func requireEvidence() throws {
    guard FileManager.default.fileExists(atPath: "\(evidence)/run.json") else {
      throw UsageError("\(path): holds no evidence of a run (evidence/run.json)")
    }
    try requireUnchangedEvidence()
  }

  /// Makes every form of the report from the evidence.
  ///
  /// - Parameter previous: the report that this one takes the place of.
  func write(previous: Previous?) throws -> Report {
    let report = try assemble(previous: previous)
    try save(try report.json(), as: "report.json")
    try save(Data(report.html().utf8), as: "index.html")
    try save(Data(report.junit().utf8), as: "junit.xml")
    try save(Data(report.markdown().utf8), as: "summary.md")
    try save(Data(report.checklist().utf8), as: "checklist.md")
    let digests = try digests(of: try files().filter { $0 != "SHA256SUMS" })
    try save(Data(digests.map { "\($0.sha256)  \($0.path)\n" }.joined().utf8), as: "SHA256SUMS")
    return report
  }

  /// The report that the evidence makes; nothing is written.
  func assemble(previous: Previous? = nil) throws -> Report {
    let digests = try digests(of: try files().filter { $0.hasPrefix("evidence/") })
    var material = try material(in: "evidence", digests)
    material.repetitions = try repetitions.map { try self.material(in: $0, digests) }
    material.previous = previous
    return Report(material)
  }

  /// Prints the matrix, the verdict and where the report is; the last line is the digest of all digests.
  func conclude(_ report: Report) {
    print("\n" + report.matrix(color: isatty(STDOUT_FILENO) == 1))
    print("report: \(path)/index.html")
    if let digest = try? digests(of: ["SHA256SUMS"]).first {
      print("sha256 of \(path)/SHA256SUMS: \(digest.sha256)")
    }
  }

  /// What a later report says of this one; `nil` if this is no report.
  func asPrevious() -> Previous? {
    guard let data = try? contents("report.json"), let report = try? JSONDecoder().decode(Report.self, from: data),
      let digest = try? digests(of: ["report.json"]).first
    else { return nil }
    return Previous(started: report.run.started, verdict: report.verdict, sha256: digest.sha256)
  }

  // MARK: Reading

  /// Where the evidence of the run with that number goes, below that of the first.
  static func folder(ofRun number: Int) -> String { "run-\(number)" }

  /// The folders of the runs after the first, in their order.
  private var repetitions: [String] {
    (2...).lazy.map { "evidence/\(Self.folder(ofRun: $0))" }.prefix {
      FileManager.default.fileExists(atPath: "\(path)/\($0)/run.json")
    }.map { $0 }
  }

  /// What one run left.
  ///
  /// - Parameter all: the digests of the evidence of all runs.
  private func material(in folder: String, _ all: [EvidenceFile]) throws -> RunMaterial {
    let specification = try Specification(json: try contents("\(folder)/specification.json"))
    let run = try JSONDecoder().decode(RunRecord.self, from: try contents("\(folder)/run.json"))
    let digests = all.filter { $0.path.hasPrefix("\(folder)/") }
    var collected: [String: ControlEvidence] = [:]
    for control in specification.controls {
      let file = "\(folder)/\(control.id)/evidence.json"
      guard digests.contains(where: { $0.path == file }) else { continue }
      // Evidence that cannot be read is none: the control is an error.
      collected[control.id] = try? JSONDecoder().decode(ControlEvidence.self, from: try contents(file))
    }
    let byControl = Dictionary(grouping: digests) { file in
      let parts = file.path.dropFirst(folder.count).split(separator: "/")
      return parts.count > 1 ? String(parts[0]) : ""
    }
    return RunMaterial(
      specification: specification,
      specificationSha256: digests.first { $0.path == "\(folder)/specification.json" }?.sha256 ?? "",
      reference: try specification.reference(), run: run,
      events: TestEvents(stream: try contents("\(folder)/events.jsonl")), evidence: collected, files: byControl)
  }

  private func requireUnchangedEvidence() throws {
    guard let sums = try? contents("SHA256SUMS") else {
      throw UsageError("\(path): has no SHA256SUMS, so its evidence cannot be trusted")
    }
    let known = Set(String(decoding: sums, as: UTF8.self).split(separator: "\n").filter { $0.contains("  evidence/") })
    let found = try digests(of: try files().filter { $0.hasPrefix("evidence/") })
    let lines = Set(found.map { Substring("\($0.sha256)  \($0.path)") })
    guard known == lines else {
      let names = known.symmetricDifference(lines).compactMap { $0.split(separator: " ").last.map(String.init) }
      throw UsageError(
        "\(path): the evidence is not what SHA256SUMS says: \(Set(names).sorted().joined(separator: ", "))")
    }
  }

  private func contents(_ file: String) throws -> Data {
    try Data(contentsOf: URL(filePath: "\(path)/\(file)"))
  }

  private func save(_ data: Data, as file: String) throws {
    try data.write(to: URL(filePath: "\(path)/\(file)"))
  }

  /// Every regular file below the directory, by its path there, in order.
  private func files() throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: path).filter { file in
      var isDirectory: ObjCBool = false
      return FileManager.default.fileExists(atPath: "\(path)/\(file)", isDirectory: &isDirectory)
        && !isDirectory.boolValue
    }.sorted()
  }

  /// The digests of files, by `sha256sum`.
  private func digests(of files: [String]) throws -> [EvidenceFile] {
    guard !files.isEmpty else { return [] }
    let output = try Service("sha256sum", ["--"] + files, directory: path, errors: .nowhere).require()
    let lines = output.split(separator: "\n")
    guard lines.count == files.count else {
      throw HarnessError("sha256sum answered \(lines.count) of \(files.count) files")
    }
    return try zip(files, lines).map { file, line in
      let size = try FileManager.default.attributesOfItem(atPath: "\(path)/\(file)")[.size] as? Int
      return EvidenceFile(path: file, sha256: String(line.prefix(64)), bytes: size ?? 0)
    }
  }
}
