/// Why a configuration cannot be used: which file, and what is wrong there.
package struct ConfigurationError: Error, Equatable, CustomStringConvertible {
  package var path: String
  package var reason: String

  package init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }

  package var description: String { "configuration \(path): \(reason)" }
}
