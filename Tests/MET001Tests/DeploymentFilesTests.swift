import MET001
import Testing

@Suite("Files of a deployment")
struct DeploymentFilesTests {
  @Test func `the package's own stand for those that are not named`() {
    let files = DeploymentFiles(in: "/p", named: [.acl: "/mine.acl"])
    #expect(files[.acl] == "/mine.acl")
    #expect(files[.unit] == "/p/deploy/redis-buffer.service")
    #expect(!files.isShipped(.acl) && files.isShipped(.unit))
  }

  @Test func `a test process is told of those that are named`() {
    let files = DeploymentFiles(in: "/p", named: [.acl: "/mine.acl", .procedure: "/how.md"])
    #expect(files.environment == ["MET001_ACL": "/mine.acl", "MET001_PROCEDURE": "/how.md"])
    #expect(DeploymentFiles(environment: files.environment, in: "/p") == files)
  }
}
