import RedisConfiguration
import TestSupport
import Testing

@Suite("Login")
struct LoginTests {
  private func login(_ text: String, user: String? = nil, password: String? = nil) throws -> Login {
    Login(user: user, password: password, file: try ConfigurationFile(text: text))
  }

  @Test func `without a password nobody logs in`() throws {
    #expect(try login("hz 10\n").attempts.isEmpty)
    #expect(try login("requirepass \"\"\n").attempts.isEmpty)
  }

  @Test func `the given password comes first, then what the configuration reveals`() throws {
    #expect(try login("requirepass one\n").attempts == [["AUTH", "one"]])
    #expect(
      try login("requirepass one\nrequirepass two\n", password: "mine").attempts == [
        ["AUTH", "mine"], ["AUTH", "two"],
      ])
    #expect(try login("user default on >one >two ~* +@all\n").attempts == [["AUTH", "two"], ["AUTH", "one"]])
  }

  @Test func `a user logs in by name, also without a password`() throws {
    let text = "user default off\nuser limiter on >secret ~* +@all\nuser other on >its\n"
    #expect(
      try login(text, user: "limiter").attempts == [["AUTH", "limiter", "secret"], ["AUTH", "limiter", ""]])
    #expect(try login(text, user: "limiter").isRequired)
    #expect(try !login(text).isRequired)
  }

  @Test func `the users' file is read where the server reads it`() throws {
    try inTemporaryDirectory { directory throws in
      try write("user default on >one ~* +@all\n", to: "\(directory)/users.acl")
      let file = try ConfigurationFile(text: "aclfile users.acl\ndir \(directory)\n", directory: "/")
      #expect(Login(file: file).attempts == [["AUTH", "one"]])
    }
  }

  @Test func `a users' file may have the line ends of another system`() throws {
    try inTemporaryDirectory { directory throws in
      try write("user other off\r\nuser default on >one ~* +@all\r\n", to: "\(directory)/users.acl")
      let file = try ConfigurationFile(text: "aclfile \(directory)/users.acl\n")
      #expect(Login(file: file).attempts == [["AUTH", "one"]])
      #expect(file.masking("user other, >one1 and default") == "user (redacted), >one1 and default")
    }
  }

  @Test func `an answer is told without what the configuration hides`() throws {
    let login = try login(
      "rename-command CONFIG topsecret\nuser alice on >hunter2\n", user: "operator", password: "mine!")
    #expect(
      login.masking("ERR unknown command 'topsecret' of alice, hunter2, operator, mine!")
        == "ERR unknown command '(redacted)' of (redacted), (redacted), (redacted), (redacted)")
  }

  @Test func `a command goes by the name that the configuration gives it`() throws {
    let login = try login("rename-command CONFIG a\nrename-command a \"b\"\nrename-command FLUSHALL \"\"\n")
    #expect(login.words(["config", "GET", "hz"]) == ["b", "GET", "hz"])
    #expect(login.words(["FLUSHALL"]) == ["FLUSHALL"])
    #expect(login.words(["PING"]) == ["PING"])
  }
}
