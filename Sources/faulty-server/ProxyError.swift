/// Why the server cannot be started, or nobody can stand in front of it.
package struct ProxyError: Error, CustomStringConvertible {
  package var description: String
}
