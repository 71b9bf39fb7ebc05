import RedisFixture
import Testing

@Suite("Drift")
struct DriftTests {
  private let reference = ServerState(
    settings: ["maxmemory": "1", "hz": "10", "requirepass": "hunter2", "port": "0"],
    users: ["default": "on nopass"], commands: ["get", "set"], modules: ["m"])

  @Test func `a server that is as its file has it has not drifted`() {
    #expect(reference.drift(from: reference).isEmpty)
  }

  @Test func `each difference is found`() {
    var live = reference
    live.settings["maxmemory"] = "2"
    live.settings["hz"] = nil
    live.settings["extra"] = "1"
    live.users["default"] = "on >x"
    live.users["eve"] = "on nopass"
    live.commands = ["get", "put"]
    live.modules = []
    let drifts = live.drift(from: reference)
    #expect(
      Set(drifts) == [
        Drift(.setting, "maxmemory", reference: "1", live: "2"), Drift(.setting, "hz", reference: "10", live: nil),
        Drift(.setting, "extra", reference: nil, live: "1"),
        Drift(.user, "default", reference: "on nopass", live: "on >x"),
        Drift(.user, "eve", reference: nil, live: "on nopass"), Drift(.command, "set", reference: "", live: nil),
        Drift(.command, "put", reference: nil, live: ""), Drift(.module, "m", reference: "", live: nil),
      ])
    #expect(drifts.count == 8)
  }

  @Test func `what the harness replaces is not compared, and what it set must be just that`() {
    var live = reference
    live.settings["port"] = "7000"
    live.settings["maxmemory"] = "5"
    #expect(live.drift(from: reference, replaced: ["port"], changed: ["maxmemory": "5"]).isEmpty)
    #expect(live.drift(from: reference, replaced: ["port"], changed: ["maxmemory": "6"]).map(\.name) == ["maxmemory"])
    #expect(live.drift(from: reference, replaced: ["port"], changed: ["maxmemory": nil]).isEmpty)
    // What no server lists, such as rdb-key-save-delay.
    #expect(
      live.drift(from: reference, replaced: ["port"], changed: ["maxmemory": "5", "hidden-setting": "100"]).isEmpty)
  }

  @Test func `what both of them refuse to say is not compared, and the rest is`() {
    var (file, live) = (reference, reference)
    file.refusals = ["ACL": "ERR unknown command"]
    live.refusals = ["ACL": "ERR unknown command"]
    live.users = [:]
    live.commands = ["get"]
    #expect(live.drift(from: file).map(\.name) == ["set"])
  }

  @Test func `what only one of them refuses to say is a drift`() {
    var live = reference
    live.settings = [:]
    live.refusals = ["CONFIG": "NOPERM"]
    #expect(live.drift(from: reference) == [Drift(.command, "CONFIG", reference: "", live: nil)])
    #expect(reference.drift(from: live) == [Drift(.command, "CONFIG", reference: nil, live: "")])
  }

  @Test func `no secret is told`() {
    let drifts = [
      Drift(.setting, "requirepass", reference: "hunter2", live: "hunter3"),
      Drift(.user, "hunter2", reference: "on >hunter2", live: nil),
      Drift(.command, "hunter2", reference: nil, live: ""),
    ]
    for drift in drifts { #expect(!drift.description.contains("hunter"), "\(drift)") }
    #expect(
      Drift(.setting, "hz", reference: "10", live: "20").description
        == "hz is '10' by the file and '20' in the server")
  }
}
