import Foundation

/// Who reaches what listens at an address.
package enum Reach: Int, Comparable, Sendable {
  /// Only this host (RFC 1122, RFC 4291).
  case loopback
  /// Hosts of a private network as well (RFC 1918, RFC 4193).
  case privateNetwork
  case everybody

  package static func < (one: Reach, other: Reach) -> Bool { one.rawValue < other.rawValue }

  /// - Parameter address: in numbers. Whatever is no address is reached by everybody, as `*` is.
  package init(ofAddress address: String) {
    self = Self.ofIPv4(address) ?? Self.ofIPv6(address) ?? .everybody
  }

  /// - Parameter name: an address, or a name that resolves to some: the widest reach of them counts.
  package init(of name: String) {
    self = resolve(name).map(Reach.init(ofAddress:)).max() ?? .everybody
  }

  private static func ofIPv4(_ address: String) -> Reach? {
    var v4 = in_addr()
    guard inet_pton(AF_INET, address, &v4) == 1 else { return nil }
    let bits = UInt32(bigEndian: v4.s_addr)
    if bits >> 24 == 127 { return .loopback }
    return bits >> 24 == 10 || bits >> 20 == 0xac1 || bits >> 16 == 0xc0a8 ? .privateNetwork : .everybody
  }

  private static func ofIPv6(_ address: String) -> Reach? {
    var v6 = in6_addr()
    guard inet_pton(AF_INET6, address, &v6) == 1 else { return nil }
    let bytes = withUnsafeBytes(of: &v6) { Array($0) }
    let mapped: [UInt8] = Array(repeating: 0, count: 10) + [0xff, 0xff]
    if bytes.starts(with: mapped) { return ofIPv4(bytes.suffix(4).map(String.init).joined(separator: ".")) }
    if bytes == Array(repeating: 0, count: 15) + [1] { return .loopback }
    return bytes[0] & 0xfe == 0xfc ? .privateNetwork : .everybody
  }
}

/// The addresses of a `bind` that others than this host and private networks can reach; a server that is bound to
/// nothing is not exposed.
package func exposedAddresses(bind: String) -> [String] {
  let addresses = bind.split(separator: " ").map(String.init)
  return addresses.filter { Reach(of: $0.hasPrefix("-") ? String($0.dropFirst()) : $0) == .everybody }
}
