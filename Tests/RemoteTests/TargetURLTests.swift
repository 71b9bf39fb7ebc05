import Remote
import Testing

@Suite struct TargetURLTests {
  @Test(
    arguments: [
      ("redis://cache", .tcp(host: "cache", port: 6379)),
      ("redis://10.1.2.3:6380/", .tcp(host: "10.1.2.3", port: 6380)),
      ("redis://[fd00::1]:7000/0", .tcp(host: "fd00::1", port: 7000)),
      ("redis://[::1]", .tcp(host: "::1", port: 6379)),
      ("REDISS://cache:1", .tls(host: "cache", port: 1)),
      ("unix:/run/redis/redis.sock", .unixSocket(path: "/run/redis/redis.sock")),
      ("unix:///run/a%20b.sock", .unixSocket(path: "/run/a b.sock")),
      ("unix:/run/100%25.sock", .unixSocket(path: "/run/100%.sock")),
    ] as [(String, TargetURL.Place)])
  func `A URL names a place`(text: String, place: TargetURL.Place) throws {
    let url = try TargetURL(text)
    #expect(url == TargetURL(place))
    #expect(try TargetURL(url.withLogin) == url)
    #expect(!url.withLogin.contains(" "))
  }

  @Test(
    arguments: [
      ("redis://monitor:pass@cache", "monitor", "pass"),
      ("redis://:pass@cache", nil, "pass"),
      ("redis://monitor@cache", "monitor", nil),
      ("redis://monitor:@cache", "monitor", nil),
      ("redis://a%40b:p%3Aq@cache", "a@b", "p:q"),
      ("redis://:p@ss/w#rd@cache", nil, "p@ss/w#rd"),
      ("unix://monitor:pass@/run/redis.sock", "monitor", "pass"),
    ] as [(String, String?, String?)])
  func `A URL names who logs in`(text: String, user: String?, password: String?) throws {
    let url = try TargetURL(text)
    #expect(url.user == user)
    #expect(url.password == password)
    #expect(try TargetURL(url.withLogin) == url)
    #expect(!"\(url)".contains("@"))
  }

  @Test(arguments: [
    "", "cache", "cache:6379", "http://cache", "redis:cache", "redis:/cache", "redis://", "redis://:6379",
    "redis://cache:",
    "redis://cache:0", "redis://cache:65536", "redis://cache:63 79", "redis://cache/events", "redis://cache?db=1",
    "redis://[::1", "redis://[::1]6379", "unix:redis.sock", "unix:", "redis://a%zz:b@cache", "redis//cache",
  ])
  func `What is no URL is refused`(text: String) {
    #expect(throws: TargetURLError.self) { try TargetURL(text) }
  }

  @Test(arguments: [
    "redis://monitor:hunter22@cache:port", "redi://:hunter22@cache", "redis:hunter22@cache", "redis://:hunter22@",
    "redis://:hunt/er22@cache:0", "redis://hunter22@cache?x", "redis://:a@hunter22@cache:x",
  ])
  func `No error shows a password`(text: String) throws {
    let error = #expect(throws: TargetURLError.self) { try TargetURL(text) }
    #expect(error.map { "\($0)".contains("er22") || "\($0)".contains("hunt") || "\($0)".contains("monitor") } == false)
  }
}
