import Firehose
import RedisFixture
import Workload

/// Keys whose values are events of other keys: so their sizes change while all of them stay real.
struct MixedSizes {
  let firehose: Firehose
  let connection: RedisConnection

  func write(_ keys: some Sequence<Int>, sizedLike event: (Int) -> Int) throws {
    try pipeline(keys) { key in
      ["SET", Layout.key(of: key), String(decoding: firehose.event(at: event(key)), as: UTF8.self)]
    }
  }

  func delete(_ keys: some Sequence<Int>) throws {
    try pipeline(keys) { ["UNLINK", Layout.key(of: $0)] }
  }

  private func pipeline(_ keys: some Sequence<Int>, _ command: (Int) -> [String]) throws {
    var waiting = 0
    func collect() throws {
      try connection.flush()
      for _ in 0..<waiting {
        try connection.nextReply { reply in
          if reply.isError { throw FixtureError.refused(command: "a write", reply: reply.text) }
        }
      }
      waiting = 0
    }
    for key in keys {
      connection.append(command(key))
      waiting += 1
      if waiting == 1000 { try collect() }
    }
    try collect()
  }
}
