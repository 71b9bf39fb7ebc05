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
  }

  /// The test functions, in the order they were planned.
  package var tests: [Test] = []
  private var positions: [String: Int] = [:]

  package init() {}

  /// Reads a whole stream. A last line that was cut off by a crash is ignored.
  package init(stream: Data) {
    for line in stream.split(separator: UInt8(ascii: "\n")) {
      try? read(line: line)
    }
  }

  /// Takes one line of the stream.
  ///
  /// - Throws: `DecodingError` where the line is no event.
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
      guard let id = payload.testID, let position = positions[id] else { return }
      tests[position].apply(payload)
    default: break
    }
  }

  package func test(of control: String) -> Test? {
    tests.first { $0.control == control }
  }
}

extension TestEvents.Test {
  fileprivate mutating func apply(_ event: Payload) {
    switch event.kind {
    case "testStarted": started = event.instant?.since1970
    case "testEnded": ended = event.instant?.since1970
    case "testSkipped": skipped = event.comment ?? "skipped without a reason"
    case "testCancelled": cancelled = event.comment ?? "cancelled without a reason"
    case "issueRecorded":
      // A known issue is a failure that somebody expected: still no pass.
      guard let issue = event.issue, issue.isFailure || issue.isKnown else { return }
      failures.append(event.text)
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

  var comment: String? { _comments?.first { !$0.isEmpty } }

  var text: String { (messages ?? []).map(\.text).joined(separator: ": ") }

  var controlId: String {
    String((displayName ?? name ?? "").split(separator: " ").first ?? "")
  }
}
