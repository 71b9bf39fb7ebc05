import Foundation
import MET001
import Testing

@Suite("Soak duration")
struct SoakDurationTests {
  @Test(arguments: [("60", 60), ("5400s", 5400), ("90m", 5400), ("8h", 28_800), ("0", 0), ("007m", 420)])
  func `it is read in seconds, minutes and hours`(text: String, seconds: Int) {
    #expect(SoakDuration(text)?.seconds == seconds)
  }

  @Test(arguments: ["", "s", "-60", "+60", "1.5h", "1 h", "1d", "1h30m", "90M", "٣", "9223372036854775807h", "1e3"])
  func `everything else is none`(text: String) {
    #expect(SoakDuration(text) == nil)
  }

  @Test func `it is a number of seconds for programs and for people`() throws {
    let duration = try #require(SoakDuration("90m"))
    #expect(String(decoding: try JSONEncoder().encode([duration]), as: UTF8.self) == "[5400]")
    #expect(try JSONDecoder().decode([SoakDuration].self, from: Data("[5400]".utf8)) == [duration])
    #expect(duration.description == "5,400 s")
    #expect(Profile.soak.words(lasting: duration) == "soak (sustained controls for 5,400 s)")
    #expect(Profile.full.words(lasting: nil) == "full")
  }

  @Test(arguments: [
    (Profile.soak, "60", nil), (.soak, "8h", nil), (.soak, "59", "is less than the 60 s of the profile full"),
    (.full, "8h", "goes with the profile soak"), (.quick, "8h", "goes with the profile soak"),
  ])
  func `only a soak takes one, and none that is shorter than the full profile`(
    profile: Profile, text: String, objection: String?
  ) throws {
    let specification = try MadeUpSpecification.read()
    #expect(specification.objection(to: try #require(SoakDuration(text)), in: profile) == objection)
  }

  @Test func `sustained controls of a soak last so long, and those of no other profile`() throws {
    let specification = try MadeUpSpecification.read()
    let longer = specification.lasting(SoakDuration("8h"))
    #expect(Profile.allCases.map { longer.value(of: "sustained-time", in: $0) } == [10, 60, 28_800])
    #expect(specification.lasting(nil) == specification)
    var without = specification
    without.parameters.removeLast()
    #expect(without.lasting(SoakDuration("8h")) == without)
  }
}
