import Foundation
import Monitoring

extension MonitoringSources {
  /// `monitoring/` of this package.
  static let shippedDirectory = {
    var url = URL(filePath: #filePath)
    for _ in 0..<3 { url.deleteLastPathComponent() }
    return url.appending(path: "monitoring").path
  }()

  static let shipped = MonitoringSources(
    rules: ["\(shippedDirectory)/rules/redis-buffer.yml"], alertmanager: "\(shippedDirectory)/alertmanager.yml")
}
