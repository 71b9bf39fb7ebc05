package import Foundation

/// The event stream of `swift test --event-stream-output-path`, as far as a report needs it.
/// Its schema: https://github.com/swiftlang/swift-testing/blob/main/Documentation/ABI/JSON.md
package struct TestEvents: Sendable, Equatable {
  package struct Test: Sendable, Equatable {
    package var id: String
    /// The first word of the test's name: the control's id, if it is a control's test.
    package var control: String
    package var file: String
    package var line: Int
    package var started: Double?
    package var ended: Double?
    package var skipped: String?
    package var cancelled: String?
    package var failures: [String] = []
    /// The attached files, by the path they were written to.
    package var attachments: [String] = []

    /// How long it took; `nil` if it did not end.
    package var seconds: Double? {
      guard let started, let ended else { return nil }
      return ended - started
    }
  }

  /// The test functions, in the order they were planned.
  package var tests: [Test] = []
  /// Failures that no test function can answer for.
  package private(set) var strayFailures: [String] = []
  /// Lines that are no event, except a last one that was cut off.
  package private(set) var unreadableLines = 0
  private var positions: [String: Int] = [:]

  package init() {}

  /// Reads a whole stream. A last line that was cut off by a crash is ignored.
  package init(stream: Data) {
    let lines = stream.split(separator: UInt8(ascii: "\n"))
    let isCutOff = stream.last != UInt8(ascii: "\n")
    for (index, line) in lines.enumerated() {
      do {
        try read(line: line)
      } catch  where isCutOff && index == lines.count - 1 {
        break
      } catch {
        unreadableLines += 1
      }
    }
  }

  /// Takes one line of the stream.
  ///
  /// - Throws: `DecodingError` if the line is no event.
  package mutating func read(line: Data) throws {
    let record = try JSONDecoder().decode(Record.self, from: line)
    let payload = record.payload
    switch record.kind {
    case "test" where payload.kind == "function":
      guard let id = payload.id, positions[id] == nil else { return }
      positions[id] = tests.count
      tests.append(
        Test(
          id: id, control: payload.controlId, file: payload.sourceLocation?.fileID ?? "",
          line: payload.sourceLocation?.line ?? 0))
    case "event":
      if let position = payload.testID.flatMap({ positions[$0] }) {
        tests[position].apply(payload)
      } else if let failure = payload.failure {
        blame(failure, suite: payload.testID)
      }
    default: break
    }
  }

  /// A failure of a suite is one of each of its tests; one of no known test or suite is a stray.
  private mutating func blame(_ failure: String, suite: String?) {
    let members = tests.indices.filter { index in suite.map { tests[index].id.hasPrefix("\($0)/") } ?? false }
    if members.isEmpty { strayFailures.append(failure) }
    for member in members { tests[member].failures.append(failure) }
  }

  /// The tests whose name begins with the control's id: one, unless something is wrong.
  package func tests(of control: String) -> [Test] {
    tests.filter { $0.control == control }
  }
}

extension TestEvents.Test {
  fileprivate mutating func apply(_ event: Payload) {
    switch event.kind {
    case "testStarted": started = event.instant?.since1970
    case "testEnded": ended = event.instant?.since1970
    case "testSkipped": skipped = event.comment ?? "skipped without a reason"
    case "testCancelled": cancelled = event.comment ?? "cancelled without a reason"
    case "issueRecorded": if let failure = event.failure { failures.append(failure) }
    case "valueAttached":
      if let path = event.attachment?.path { attachments.append(path) }
    default: break
    }
  }
}

private struct Record: Decodable {
  var kind: String
  var payload: Payload
}

private struct Payload: Decodable {
  struct Location: Decodable {
    var fileID: String
    var line: Int
  }
  struct Instant: Decodable { var since1970: Double }
  struct Message: Decodable { var text: String }
  struct Issue: Decodable {
    var isFailure: Bool
    var isKnown: Bool
  }
  struct Attachment: Decodable { var path: String? }

  var kind: String
  var id: String?
  var displayName: String?
  var name: String?
  var sourceLocation: Location?
  var testID: String?
  var instant: Instant?
  var messages: [Message]?
  var issue: Issue?
  var attachment: Attachment?
  // Experimental fields begin with an underscore.
  var _comments: [String]?

  /// What failed, if this tells of a failure. A known issue is one that somebody expected: still no pass.
  var failure: String? {
    guard kind == "issueRecorded" else { return nil }
    guard let issue, !issue.isFailure, !issue.isKnown else { return text }
    return nil
  }

  var comment: String? { _comments?.first { !$0.isEmpty } }

  var text: String {
    let texts = (messages ?? []).map(\.text)
    // What says no more than that there is an issue is left out where more is said.
    return (texts.first == "Issue recorded" && texts.count > 1 ? texts.dropFirst() : texts[...]).joined(separator: ": ")
  }

  var controlId: String {
    String((displayName ?? name ?? "").split(separator: " ").first ?? "")
  }
}
