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

extension MissingCapability {
  /// The first of these programs that is not here; none where all are.
  ///
  /// - Parameter packages: the distribution's packages that bring them.
  static func ofProgram(_ programs: [String], packages: String) -> MissingCapability? {
    programs.first { Tool.path(of: $0) == nil }.map {
      MissingCapability("no \($0)", remedy: "apt-get install \(packages)")
    }
  }
}
