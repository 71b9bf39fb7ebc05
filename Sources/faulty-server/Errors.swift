/// What is wrong with the arguments, in one line.
package struct UsageError: Error, CustomStringConvertible {
  package var description: String
}

/// Why the server or the proxy before it cannot run, in one line.
package struct ProxyError: Error, CustomStringConvertible {
  package var description: String
}
