import MET001Testing
import RedisFixture
import Testing

@Suite("Support", .specification, .tags(.readiness))
struct SupportTests {
  @Test(.tags(.must)) func `RDY-05 the server is supported`() async throws {
    try await withServerUnderTest(scaled: false) { server in
      let identity = try server.identity()
      try evidence.recordSupport(of: identity.name, identity.version, binary: identity.binary)
    }
  }

  @Test(.tags(.must)) func `RDY-07 what no program can check is attested`() throws {
    try evidence.recordAttestations(ofShippedSystem: evidence.settings.isShippedConfiguration)
  }
}
