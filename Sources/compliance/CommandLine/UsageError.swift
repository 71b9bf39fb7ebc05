/// Something that whoever started the command has to correct. Nothing was run and nothing was touched.
package struct UsageError: Error, Equatable, CustomStringConvertible {
  package static let exitStatus: Int32 = 64

  package var description: String

  package init(_ description: String) {
    self.description = description
  }
}

/// The harness could not do its part: nothing is known of the system under test.
struct HarnessError: Error, CustomStringConvertible {
  static let exitStatus: Int32 = 70

  var description: String

  init(_ description: String) {
    self.description = description
  }
}
