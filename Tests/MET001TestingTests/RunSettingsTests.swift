import Foundation
import MET001
import MET001Testing
import Testing

@Suite("Run settings")
struct RunSettingsTests {
  private enum Shape: String, CaseIterable { case keys, list }

  @Test func `an empty environment gives the defaults`() throws {
    let settings = try RunSettings(environment: [:])
    #expect(settings.profile == .quick)
    #expect(settings.seed == 1)
    #expect(try settings.specification == Specification.met001())
    #expect(settings.redisServer == "redis-server")
    #expect(settings.progressPath == nil)
    #expect(FileManager.default.fileExists(atPath: settings.redisConf))
    #expect(settings.redisConf.hasSuffix("/deploy/redis.conf"))
  }

  @Test func `each variable is read`() throws {
    let settings = try RunSettings(environment: [
      "MET001_PROFILE": "soak", "MET001_SEED": "18446744073709551615", "MET001_REDIS_CONF": "/etc/redis.conf",
      "MET001_REDIS_SERVER": "valkey-server", "MET001_PROGRESS": "/tmp/progress", "PATH": "/bin",
    ])
    #expect(settings.profile == .soak)
    #expect(settings.seed == .max)
    #expect(settings.redisConf == "/etc/redis.conf")
    #expect(settings.redisServer == "valkey-server")
    #expect(settings.progressPath == "/tmp/progress")
  }

  @Test func `sustained controls of a soak last as long as the run says`() throws {
    func sustained(_ environment: [String: String]) throws -> Double {
      try RunSettings(environment: environment).number(.sustainedTime)
    }
    #expect(try sustained([:]) == 10)
    #expect(try sustained(["MET001_PROFILE": "soak"]) == 3600)
    #expect(try sustained(["MET001_PROFILE": "soak", "MET001_DURATION": "8h"]) == 28_800)
    #expect(try sustained(["MET001_PROFILE": "soak", "MET001_DURATION": "60"]) == 60)
  }

  @Test(arguments: [
    ("soak", "1 h", "is not understood; see compliance --help"),
    ("soak", "", "is not understood; see compliance --help"),
    ("soak", "59s", "is less than the 60 s of the profile full"),
    ("quick", "90m", "goes with the profile soak"), ("full", "90m", "goes with the profile soak"),
  ])
  func `a duration that no control can have is an error`(profile: String, duration: String, problem: String) {
    let error = #expect(throws: RunSettingsError.self) {
      try RunSettings(environment: ["MET001_PROFILE": profile, "MET001_DURATION": duration])
    }
    #expect(error?.description == "MET001_DURATION='\(duration)' \(problem)")
  }

  @Test(arguments: [
    ("MET001_PROFILE", "fast"), ("MET001_PROFILE", "Quick"), ("MET001_PROFILE", ""),
    ("MET001_SEED", "-1"), ("MET001_SEED", "one"), ("MET001_SEED", "18446744073709551616"), ("MET001_SEED", ""),
  ])
  func `a value that means nothing is named with its variable`(variable: String, value: String) {
    let error = #expect(throws: RunSettingsError.self) { try RunSettings(environment: [variable: value]) }
    #expect(error?.variable == variable)
    #expect(error?.value == value)
    #expect(error?.description == "\(variable)='\(value)' is not understood; see compliance --help")
  }

  @Test func `a specification that cannot be read is an error`() {
    let error = #expect(throws: SpecificationError.self) {
      try RunSettings(environment: ["MET001_SPECIFICATION": "/nonexistent/specification.json"])
    }
    #expect(error?.problem.hasPrefix("is no file") == true)
  }

  @Test func `a shipped specification comes with its configuration, unless another is given`() throws {
    let settings = try RunSettings(environment: ["MET001_SPECIFICATION": "met-001-retention"])
    #expect(try settings.specification == Specification.shipped("met-001-retention"))
    #expect(settings.redisConf.hasSuffix("/deploy/redis-retention.conf"))
    let other = try RunSettings(environment: [
      "MET001_SPECIFICATION": "met-001-retention", "MET001_REDIS_CONF": "/etc/redis.conf",
    ])
    #expect(other.redisConf == "/etc/redis.conf")
  }

  @Test func `a specification that is none is an error`() throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "specification-\(UUID()).json")
    try Data("[]".utf8).write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    #expect(throws: SpecificationError.self) { try RunSettings(environment: ["MET001_SPECIFICATION": url.path]) }
  }

  // MARK: Parameters

  @Test(arguments: [(Profile.quick, 27_000.0), (.full, 2_700_000), (.soak, 2_700_000)])
  func `a number is at the scale of the run`(profile: Profile, events: Double) throws {
    let settings = try RunSettings(environment: ["MET001_PROFILE": profile.rawValue])
    #expect(try settings.number(.bufferEvents) == events)
    #expect(try settings.number(.eventRate) == 93.75)
  }

  @Test func `what is no number is an error that names the parameter`() throws {
    let settings = try RunSettings(environment: [:])
    let error = #expect(throws: SpecificationError.self) { try settings.number(.mix) }
    #expect(error == SpecificationError(path: "parameters.mix", problem: "expected a number"))
  }

  @Test func `a choice is one of the cases`() throws {
    let settings = try RunSettings(environment: [:])
    #expect(try settings.choice(.layout) as Shape == .keys)
  }

  @Test(arguments: [ParameterName.mix, .eventRate])
  func `what is no choice is an error that names the choices`(parameter: ParameterName) throws {
    let settings = try RunSettings(environment: [:])
    let error = #expect(throws: SpecificationError.self) { try settings.choice(parameter) as Shape }
    #expect(
      error == SpecificationError(path: "parameters.\(parameter.rawValue)", problem: "expected one of keys, list"))
  }
}
