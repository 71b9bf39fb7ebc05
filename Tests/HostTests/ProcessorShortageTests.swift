import Foundation
import Host
import Processes
import RedisFixture
import Synchronization
import TestSupport
import Testing

@Suite("Processor shortage", .blocking, .serialized)
struct ProcessorShortageTests {
  @Test func `the larger share counts`() {
    #expect(ProcessorShortage(waiting: 0.3, stolen: 0.1).share == 0.3)
    #expect(ProcessorShortage(waiting: 0.1, stolen: 0.3).share == 0.3)
  }

  /// Asks the server for something to do, over and over.
  private func occupy(_ server: RedisServer) throws {
    let connection = try server.connect()
    for _ in 0..<2000 { connection.append(["ECHO", "something to do"]) }
    for _ in 0..<2000 { try connection.nextReply { _ in } }
  }

  @Test func `its parts are shares`() async throws {
    try await withRedisServer { server in
      let watch = try ProcessorShortage.Watch(server.processId)
      try occupy(server)
      let shortage = try watch.end()
      #expect((0...1).contains(shortage.waiting))
      #expect((0...1).contains(shortage.stolen))
    }
  }

  @Test func `a server that shares its processor with others waits for it`() async throws {
    try await withRedisServer { server in
      let burning = Burning(2 * ProcessInfo.processInfo.activeProcessorCount)
      defer { burning.end() }
      let watch = try ProcessorShortage.Watch(server.processId)
      try wait(for: "a shortage", within: .seconds(60)) {
        try occupy(server)
        return try watch.end().waiting > 0
      }
      let shortage = try watch.end()
      #expect(shortage.waiting <= 1)
    }
  }

  @Test func `a server of which nothing was asked is short of nothing it could have used`() async throws {
    try await withRedisServer { server in
      try server.pause()
      let shortage = try ProcessorShortage.Watch(server.processId).end()
      #expect(shortage.waiting == 0)
      #expect((0...1).contains(shortage.stolen))
    }
  }

  @Test func `of a server that is down nothing can be told`() async throws {
    try await withRedisServer { server in
      let watch = try ProcessorShortage.Watch(server.processId)
      server.kill()
      #expect(throws: SystemError.self) { try watch.end() }
      #expect(throws: SystemError.self) { try ProcessorShortage.Watch(server.processId) }
    }
  }
}

/// Threads that keep processors busy until they are told to end.
private final class Burning: Sendable {
  private let isOver = Atomic(false)
  private let ended = DispatchSemaphore(value: 0)
  private let count: Int

  init(_ count: Int) {
    self.count = count
    for _ in 0..<count {
      Thread.detachNewThread {
        while !self.isOver.load(ordering: .relaxed) {}
        self.ended.signal()
      }
    }
  }

  func end() {
    isOver.store(true, ordering: .relaxed)
    for _ in 0..<count { ended.wait() }
  }
}
