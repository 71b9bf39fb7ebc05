import Scenarios
import Testing

@Suite("Tried access")
struct TriedAccessTests {
  private func attempt(_ name: String, isWork: Bool = false, _ outcome: TriedAccess.Outcome) -> TriedAccess.Attempt {
    TriedAccess.Attempt(role: .producer, name: name, isWork: isWork, outcome: outcome)
  }

  @Test func `what is refused is no access, and whatever else comes of it is`() {
    let access = TriedAccess(attempts: [
      attempt("KEYS", .refused("NOPERM")), attempt("FLUSHALL", .served), attempt("DEBUG", .failed("ERR syntax")),
    ])
    #expect(access.excessive.map(\.name) == ["FLUSHALL", "DEBUG"])
    #expect(access.hindered.isEmpty)
  }

  @Test func `work that is refused or comes to nothing is hindered`() {
    let access = TriedAccess(attempts: [
      attempt("store", isWork: true, .served), attempt("read", isWork: true, .refused("NOPERM")),
      attempt("remove", isWork: true, .failed("WRONGTYPE")),
    ])
    #expect(access.hindered.map(\.name) == ["read", "remove"])
    #expect(access.excessive.isEmpty)
  }
}
