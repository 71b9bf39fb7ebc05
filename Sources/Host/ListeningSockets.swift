package import Foundation
import Processes

/// A TCP socket that waits for connections.
package struct ListeningSocket: Sendable, Hashable {
  /// In numbers.
  package var address: String
  package var port: Int
  package var process: pid_t

  package init(address: String, port: Int, process: pid_t) {
    self.address = address
    self.port = port
    self.process = process
  }

  package var reach: Reach { Reach(ofAddress: address) }
}

/// The TCP sockets at which the processes listen, as the kernel has them (/proc/PID/net/tcp and tcp6, proc_pid_net(5)),
/// each in the network of its process.
package func listeningSockets(of processes: [pid_t]) -> [ListeningSocket] {
  processes.flatMap { process -> [ListeningSocket] in
    let own = socketInodes(of: process)
    return ["tcp", "tcp6"].flatMap { table in
      text(ofFile: "/proc/\(process)/net/\(table)").split(separator: "\n").dropFirst().compactMap { line in
        let fields = line.split(separator: " ")
        // 0A is TCP_LISTEN.
        guard fields.count > 9, fields[3] == "0A", own.contains(String(fields[9])) else { return nil }
        let parts = fields[1].split(separator: ":")
        guard parts.count == 2, let port = Int(parts[1], radix: 16), let address = address(parts[0]) else { return nil }
        return ListeningSocket(address: address, port: port, process: process)
      }
    }
  }
}

/// The inode numbers of the sockets that a process has open.
private func socketInodes(of process: pid_t) -> Set<String> {
  let directory = "/proc/\(process)/fd"
  let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
  let targets = names.compactMap { try? FileManager.default.destinationOfSymbolicLink(atPath: "\(directory)/\($0)") }
  return Set(targets.compactMap { $0.hasPrefix("socket:[") ? String($0.dropFirst(8).dropLast()) : nil })
}

/// An address as the kernel prints it: words of 32 bits, each in the order of this machine.
private func address(_ hexadecimal: Substring) -> String? {
  let digits = Array(hexadecimal)
  var bytes: [UInt8] = []
  for start in stride(from: 0, to: digits.count - 7, by: 8) {
    guard let word = UInt32(String(digits[start..<start + 8]), radix: 16) else { return nil }
    withUnsafeBytes(of: word) { bytes += $0 }
  }
  var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
  let family = bytes.count == 4 ? AF_INET : AF_INET6
  guard bytes.count == 4 || bytes.count == 16, inet_ntop(family, bytes, &text, socklen_t(text.count)) != nil else {
    return nil
  }
  return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
}
