package import Foundation

/// Whether the process has the variable with that value in the environment that its program was started with
/// (/proc/PID/environ).
package func hasInherited(_ process: pid_t, _ variable: String, _ value: String) -> Bool {
  let descriptor = open("/proc/\(process)/environ", O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { return false }
  defer { close(descriptor) }
  var environment = Data()
  var room = [UInt8](repeating: 0, count: 1 << 13)
  while true {
    let count = read(descriptor, &room, room.count)
    guard count > 0 else { break }
    environment += room[..<count]
  }
  return environment.range(of: Data("\(variable)=\(value)\0".utf8)) != nil
}
