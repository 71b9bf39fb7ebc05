import Scenarios
import Testing

@Suite("Deployment procedure")
struct DeploymentProcedureTests {
  private static let text = """
    # Deployment

    ## Install

    ```sh
    one
      two
    ```

    ```text
    not a command
    ```

    ## Smoke-test it

    ~~~bash
    three ```
    ~~~

    ## Rolling back (roll back)

    ```console
    $ four
    what it prints
    # five
    ```
    """

  @Test func `blocks of a shell are commands, and of a session what stands behind its prompt`() {
    let blocks = DeploymentProcedure(Self.text).blocks
    #expect(blocks.map(\.commands) == ["one\n  two\n", "three ```\n", "four\nfive\n"])
    #expect(blocks.map(\.section) == ["Install", "Smoke-test it", "Rolling back (roll back)"])
    #expect(blocks.map(\.line) == [6, 17, 23])
  }

  @Test func `a step without a command is missing`() {
    #expect(DeploymentProcedure(Self.text).missing == [.start, .upgrade, .backUp, .restore])
    #expect(DeploymentProcedure("").missing.count == DeploymentProcedure.Step.allCases.count)
    #expect(DeploymentProcedure("## Install\n\n```sh\n\n```\n").missing.contains(.install))
  }

  @Test func `line ends of another system are no part of a command`() {
    let blocks = DeploymentProcedure("## Install\r\n```sh\r\none\r\n```\r\n").blocks
    #expect(blocks.map(\.commands) == ["one\n"])
  }
}
