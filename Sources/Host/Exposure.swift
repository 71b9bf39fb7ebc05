import Foundation

/// The addresses of a `bind` that others than this host's private networks can reach.
///
/// Loopback (RFC 1122, RFC 4291) and private addresses (RFC 1918, RFC 4193) are not exposed. Whatever cannot be
/// read as an address is, and so is an empty `bind`: then the server listens on every address.
package func exposedAddresses(bind: String) -> [String] {
  let addresses = bind.split(separator: " ").map(String.init)
  guard !addresses.isEmpty else { return ["*"] }
  return addresses.filter { !isPrivate($0.hasPrefix("-") ? String($0.dropFirst()) : $0) }
}

private func isPrivate(_ address: String) -> Bool {
  var v4 = in_addr()
  if inet_pton(AF_INET, address, &v4) == 1 {
    let bits = UInt32(bigEndian: v4.s_addr)
    return bits >> 24 == 127 || bits >> 24 == 10 || bits >> 20 == 0xac1 || bits >> 16 == 0xc0a8
  }
  var v6 = in6_addr()
  guard inet_pton(AF_INET6, address, &v6) == 1 else { return false }
  let bytes = withUnsafeBytes(of: &v6) { Array($0) }
  return bytes == Array(repeating: 0, count: 15) + [1] || bytes[0] & 0xfe == 0xfc
}
