import Processes

/// What this machine cannot do, found by trying, and how to let it.
package struct MissingCapability: Error, Equatable, CustomStringConvertible {
  package var what: String
  package var remedy: String

  package init(_ what: String, remedy: String) {
    self.what = what
    self.remedy = remedy
  }

  package var description: String { "\(what): \(remedy)" }
}

/// What the server under test has not, so that a requirement says nothing of it; found by asking the server.
package struct NotApplicable: Error, Equatable, CustomStringConvertible {
  package let description: String

  package init(_ reason: String) {
    description = reason
  }
}

extension MissingCapability {
  /// The first of these programs that is not here; `nil` if all are.
  ///
  /// - Parameter programs: each with the distribution's package that brings it.
  static func ofPrograms(_ programs: KeyValuePairs<String, String>) -> MissingCapability? {
    programs.first { findProgram($0.key) == nil }.map {
      MissingCapability("no \($0.key)", remedy: "apt-get install \($0.value)")
    }
  }
}
