import Foundation

/// Lines of an event stream as Swift Testing 6.3 writes them, made up one by one.
enum Stream {
  /// By its control, or by an id of its own.
  case planned(String, id: String? = nil)
  case started(String, at: Double = 100)
  case ended(String, at: Double = 101)
  case issue(String, text: String, isFailure: Bool = true, isKnown: Bool = false)
  case skipped(String, String)
  case cancelled(String, String)
  case attached(String, path: String)

  static func id(_ control: String) -> String { "SampleTests/`\(control) holds`()/Sample.swift:7:4" }

  /// The whole life of a test that ends well.
  static func normal(_ control: String, at start: Double = 100, for seconds: Double = 1, id: String? = nil) -> [Stream]
  {
    [.planned(control, id: id), .started(control, at: start), .ended(control, at: start + seconds)]
  }

  static func data(_ lines: [Stream]) -> Data {
    Data((lines.map(\.line).joined(separator: "\n") + "\n").utf8)
  }

  var line: String {
    switch self {
    case .planned(let control, let id):
      #"{"kind":"test","payload":{"kind":"function","id":"\#(id ?? Self.id(control))","displayName":"\#(control) holds","#
        + #""sourceLocation":{"fileID":"SampleTests/Sample.swift","line":7,"column":4}},"version":"6.3.0"}"#
    case .started(let control, let time): event("testStarted", control, time)
    case .ended(let control, let time): event("testEnded", control, time)
    case .issue(let control, let text, let isFailure, let isKnown):
      event(
        "issueRecorded", control, 100.5,
        #","issue":{"isFailure":\#(isFailure),"isKnown":\#(isKnown)},"messages":[{"symbol":"fail","text":"\#(text)"}]"#)
    case .skipped(let control, let reason): event("testSkipped", control, 100, #","_comments":["\#(reason)"]"#)
    case .cancelled(let control, let reason): event("testCancelled", control, 100, #","_comments":["\#(reason)"]"#)
    case .attached(let control, let path):
      event("valueAttached", control, 100.2, #","attachment":{"path":"\#(path)"}"#)
    }
  }

  private func event(_ kind: String, _ control: String, _ time: Double, _ more: String = "") -> String {
    #"{"kind":"event","payload":{"kind":"\#(kind)","testID":"\#(Self.id(control))","#
      + #""instant":{"absolute":1,"since1970":\#(time)}\#(more)},"version":"6.3.0"}"#
  }
}
