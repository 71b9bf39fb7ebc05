import MET001Testing
import RedisFixture
import Scenarios
import Testing
import Workload

@Suite("Damaged files", .specification, .tags(.durability))
struct DamageTests {
  @Test(.tags(.must)) func `DUR-08 damage in the middle`() async throws {
    try await StoppedBuffer.with(.specified(), on: ServersUnderTest()) { buffer in
      let damages = try DamagedFile.damage(buffer)
      evidence.record(.damages, damages.count, samples: damages.count)
      evidence.record(.refusedShare, damages.refusedShare, samples: 0)
      evidence.record(.namedShare, damages.namedShare, samples: 0)
      evidence.attach(
        damages.map { "\($0.name): \($0.output ?? "started")" }.joined(separator: "\n"), named: "refusals.txt")
    }
  }

  @Test(.tags(.must)) func `DUR-09 zero-filled and garbage tails`() async throws {
    try await StoppedBuffer.with(.specified(), on: ServersUnderTest()) { buffer in
      let tails = try DamagedTail.make(in: buffer)
      evidence.record(.tails, tails.count, samples: tails.count)
      evidence.record(.foundShare, tails.foundShare, samples: 0)
      evidence.record(.eventsWrong, tails.eventsWrong, samples: tails.count * StoppedBuffer.events.count)
      evidence.record(.refusedShare, tails.refusedShare, samples: 0)
      evidence.record(.servedDamaged, tails.served, samples: 0)
      let silent = tails.filter { $0.refusal == nil }
      if !silent.isEmpty {
        evidence.conclude(
          "The server starts without a word on \(silent.map(\.name).joined(separator: ", ")), and served "
            + "\(tails.served) damaged events. redis-check-aof finds each of them: let it look before every start.")
      }
      let outputs = tails.flatMap { tail in ["\(tail.name): \(tail.refusal ?? "started")", tail.repair] }
      evidence.attach(outputs.joined(separator: "\n"), named: "redis-check-aof.txt")
    }
  }

  @Test(.tags(.must)) func `DUR-10 a flipped byte inside a value`() async throws {
    try await StoppedBuffer.with(.specified(), on: ServersUnderTest()) { buffer in
      let bytes = try FlippedBytes(in: buffer)
      evidence.sometimes("the server started without noticing", bytes.wentUnnoticed)
      evidence.record(.flipped, bytes.flipped.count, samples: bytes.flipped.count)
      evidence.record(.foundShare, bytes.foundShare, samples: 0)
      evidence.record(.falseAlarms, bytes.falseAlarms, samples: bytes.survivors.present)
    }
  }

  @Test(.tags(.must)) func `DUR-13 silent loss at a start`() async throws {
    try await StoppedBuffer.with(.specified(), on: ServersUnderTest()) { buffer in
      let mishaps = try Mishap.happen(to: buffer)
      for mishap in mishaps {
        if let refusal = mishap.refusal {
          evidence.note("\(mishap.name): the server refused to start (\(refusal)).")
        } else if let held = mishap.held {
          evidence.sometimes("events were gone: \(mishap.name)", held < StoppedBuffer.events.count)
          evidence.note(
            "\(mishap.name): the server started without an error, with \(held) of \(StoppedBuffer.events.count) "
              + "events.")
        }
      }
      evidence.record(.mishaps, mishaps.count, samples: mishaps.count)
      let detected = mishaps.count(where: \.isDetected)
      evidence.record(.detectedShare, Double(detected) / Double(mishaps.count), samples: 0)
    }
  }
}
