import Workload

/// What a user of the buffer is for.
package enum AccessRole: String, Sendable, CaseIterable {
  case producer, consumer, monitor, admin

  /// What it has to do, each in ways of which one is enough.
  func work(in layout: Layout) -> [Work] {
    let key = layout.anyKey
    return switch (self, layout) {
    case (.producer, .keys): [Work("store an event", ["SET", key, "{}"])]
    case (.producer, .list): [Work("store an event", ["RPUSH", key, "{}"], ["LPUSH", key, "{}"])]
    case (.producer, .stream), (.producer, .streamPerCollection):
      [Work("store an event", ["XADD", key, "*", "e", "{}"])]
    case (.consumer, .keys):
      [
        Work("read an event", ["GET", key], ["MGET", key], ["GETDEL", key]),
        Work("remove an event", ["UNLINK", key], ["DEL", key], ["GETDEL", key]),
      ]
    case (.consumer, .list):
      [
        Work("read an event", ["LRANGE", key, "0", "0"], ["LPOP", key], ["RPOP", key]),
        Work("remove an event", ["LTRIM", key, "1", "-1"], ["LPOP", key], ["RPOP", key]),
      ]
    case (.consumer, .stream), (.consumer, .streamPerCollection):
      [
        Work(
          "read an event", ["XREADGROUP", "GROUP", Self.group, "c", "COUNT", "1", "STREAMS", key, ">"],
          ["XREAD", "COUNT", "1", "STREAMS", key, "0"], ["XRANGE", key, "-", "+", "COUNT", "1"]),
        Work("remove an event", ["XDEL", key, "0-1"], ["XTRIM", key, "MAXLEN", "0"]),
      ]
    case (.monitor, _): [Work("see the state", ["INFO"])]
    case (.admin, _):
      [Work("see the state", ["INFO"]), Work("see the settings", ["CONFIG", "GET", "maxmemory"])]
    }
  }

  /// The consumer group that a buffer of streams is given.
  static let group = "met001"

  /// What the server must refuse it, what may end the server last.
  ///
  /// - Parameter samples: the value of `maxmemory-samples`, so that nothing is changed where setting it is allowed.
  func forbidden(in layout: Layout, samples: String, user: String) -> [[String]] {
    guard self != .admin else { return [] }
    let key = layout.anyKey
    let reading = [
      ["GET", key], ["DUMP", key], ["LRANGE", key, "0", "-1"], ["XRANGE", key, "-", "+"],
      ["XREAD", "STREAMS", key, "0"], ["MONITOR"], ["PSYNC", "?", "-1"],
    ]
    let writing = [
      ["SET", key, "x"], ["RPUSH", key, "x"], ["XADD", key, "*", "e", "x"], ["DEL", key], ["UNLINK", key],
    ]
    let administering = [
      ["FLUSHALL"], ["FLUSHDB"], ["CONFIG", "SET", "maxmemory-samples", samples], ["DEBUG", "SLEEP", "0"],
      ["KEYS", "*"],
      ["REPLICAOF", "NO", "ONE"], ["ACL", "SETUSER", user, "on"], ["MODULE", "LIST"], ["SHUTDOWN", "NOSAVE"],
    ]
    return (self == .monitor ? reading + writing : [["CONFIG", "GET", "maxmemory"]]) + administering
  }

  /// A task, and the commands that fulfil it: one of them is enough.
  struct Work: Sendable {
    var name: String
    var ways: [[String]]

    init(_ name: String, _ ways: [String]...) {
      (self.name, self.ways) = (name, ways)
    }
  }
}

extension Layout {
  /// The key of an event, or of what holds events.
  var anyKey: String {
    switch self {
    case .keys: Layout.key(of: 0)
    case .list, .stream, .streamPerCollection: collectiveKeys[0]
    }
  }

  /// The commands that put events behind that key, into an empty server.
  var seeding: [[String]] {
    switch self {
    case .keys: [["SET", anyKey, "{}"]]
    case .list: [["RPUSH", anyKey, "{}", "{}"]]
    case .stream, .streamPerCollection:
      [
        ["XADD", anyKey, "0-1", "e", "{}"], ["XADD", anyKey, "0-2", "e", "{}"],
        ["XGROUP", "CREATE", anyKey, AccessRole.group, "0"],
      ]
    }
  }
}
