import MET001
import MET001Testing
import Testing

@Suite("Gap")
struct GapTests {
  private let specification: Specification
  /// Settings as the specification has them.
  private let settings = [
    "maxmemory": "2147483648", "maxmemory-policy": "allkeys-lru", "maxmemory-samples": "5", "appendonly": "yes",
    "appendfsync": "everysec", "no-appendfsync-on-rewrite": "no", "aof-load-truncated": "yes",
    "aof-use-rdb-preamble": "yes", "auto-aof-rewrite-percentage": "100", "auto-aof-rewrite-min-size": "67108864",
    "save": "", "timeout": "0", "tcp-keepalive": "300", "tcp-backlog": "511", "databases": "1", "maxclients": "10000",
    "bind": "127.0.0.1 -::1", "protected-mode": "yes", "enable-debug-command": "no",
    "enable-protected-configs": "no",
  ]

  init() throws {
    specification = try SpecificationFile(nil).specification
  }

  @Test func `settings as they should be leave none`() {
    #expect(Set(specification.judgedSettings) == Set(settings.keys))
    #expect(specification.gaps { settings[$0] } == [])
  }

  @Test(arguments: [
    ("maxmemory", "1073741824", "maxmemory 2147483648", "CONFIG SET maxmemory 2147483648"),
    ("maxmemory-samples", "4", "maxmemory-samples 5", "CONFIG SET maxmemory-samples 5"),
    ("save", "3600 1", "save \"\"", "CONFIG SET save \"\""),
    ("bind", "0.0.0.0", "bind 127.0.0.1 -::1", "CONFIG SET bind \"127.0.0.1 -::1\""),
    ("bind", "*", "bind 127.0.0.1 -::1", "CONFIG SET bind \"127.0.0.1 -::1\""),
    ("databases", "16", "databases 1", nil),
  ])
  func `a wrong setting is one, with its remediation`(setting: String, value: String, line: String, command: String?) {
    let gaps = specification.gaps { $0 == setting ? value : settings[$0] }
    #expect(gaps.map(\.setting) == [setting])
    #expect(gaps.first?.remediation?.setting == setting)
    #expect(gaps.first?.remediation?.line == line)
    #expect(gaps.first?.remediation?.command == command)
  }

  @Test func `a better value than asked for is none`() {
    #expect(specification.gaps { $0 == "maxmemory-samples" ? "10" : settings[$0] } == [])
  }

  @Test func `a setting that cannot be read is none: other controls tell`() {
    #expect(specification.gaps { _ in nil } == [])
  }
}
