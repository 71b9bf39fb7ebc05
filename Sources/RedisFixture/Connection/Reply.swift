import CHiredis

/// A server's answer, copied out of the connection.
package enum Reply: Equatable, Sendable {
  case status(String)
  case error(String)
  case integer(Int)
  case bytes([UInt8])
  case array([Reply])
  case null
  /// A type that this protocol version does not know.
  case other(Int32)

  init(_ view: ReplyView) {
    self =
      switch view.type {
      case REDIS_REPLY_STATUS: .status(view.text)
      case REDIS_REPLY_ERROR: .error(view.text)
      case REDIS_REPLY_INTEGER: .integer(view.integer)
      case REDIS_REPLY_STRING: .bytes(Array(view.bytes))
      case REDIS_REPLY_ARRAY: .array((0..<view.count).map { Reply(view[$0]) })
      case REDIS_REPLY_NIL: .null
      default: .other(view.type)
      }
  }

  /// The answer as text; `nil` if it is neither a bulk string nor a status.
  package var text: String? {
    switch self {
    case .status(let text): text
    case .bytes(let bytes): String(decoding: bytes, as: UTF8.self)
    default: nil
    }
  }

  package var integer: Int? {
    if case .integer(let integer) = self { integer } else { nil }
  }

  package var elements: [Reply]? {
    if case .array(let elements) = self { elements } else { nil }
  }
}

extension [Reply] {
  /// Names and values in turn, as CONFIG GET answers; `nil` if a value is missing. A text that is none is empty.
  var pairs: [String: String]? {
    guard count.isMultiple(of: 2) else { return nil }
    return Dictionary(
      stride(from: 0, to: count, by: 2).map { (self[$0].text ?? "", self[$0 + 1].text ?? "") }, uniquingKeysWith: { $1 }
    )
  }
}

/// A server's answer, read in place: valid only inside the closure it is given to.
package struct ReplyView {
  private let pointer: UnsafePointer<redisReply>

  init(_ pointer: UnsafePointer<redisReply>) {
    self.pointer = pointer
  }

  var type: Int32 { pointer.pointee.type }

  package var isError: Bool { type == REDIS_REPLY_ERROR }
  package var isNull: Bool { type == REDIS_REPLY_NIL }
  package var isArray: Bool { type == REDIS_REPLY_ARRAY }
  package var integer: Int { Int(pointer.pointee.integer) }

  /// How many elements an array has; 0 for anything else.
  package var count: Int { isArray ? Int(pointer.pointee.elements) : 0 }

  package subscript(index: Int) -> ReplyView {
    precondition(index < count, "the reply has \(count) elements")
    return ReplyView(pointer.pointee.element[index]!)
  }

  /// The bytes of a bulk, a status or an error; empty for anything else.
  package var bytes: UnsafeRawBufferPointer {
    guard let start = pointer.pointee.str else { return UnsafeRawBufferPointer(start: nil, count: 0) }
    return UnsafeRawBufferPointer(start: start, count: Int(pointer.pointee.len))
  }

  package var text: String { String(decoding: bytes, as: UTF8.self) }

  /// The first word of an error, such as `OOM` or `WRONGTYPE`.
  package var errorPrefix: String {
    String(text.split(separator: " ", maxSplits: 1).first ?? "")
  }
}
