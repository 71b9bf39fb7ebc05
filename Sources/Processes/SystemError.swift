import Foundation

/// What the system refused, or did not do in time: what was tried, and what was seen.
package enum SystemError: Error, Equatable {
  case spawn(program: String, reason: String)
  case timedOut(waitingFor: String, within: Duration)
  case call(String, reason: String)
}

extension SystemError {
  /// A call that failed just now, with the C library's words for its error.
  package static func call(_ call: String) -> SystemError {
    .call(call, reason: lastSystemError())
  }
}

extension SystemError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .spawn(let program, let reason): "cannot start \(program): \(reason)"
    case .timedOut(let condition, let limit): "waited \(limit) in vain for \(condition)"
    case .call(let call, let reason): "\(call): \(reason)"
    }
  }
}

/// The C library's words for its last error.
package func lastSystemError() -> String {
  String(cString: strerror(errno))
}
