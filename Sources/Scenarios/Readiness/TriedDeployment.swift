/// The buffer deployed on a host of its own, as its procedure says.
package struct TriedDeployment: Sendable, Equatable {
  /// A block of commands of the procedure that was run.
  package struct Command: Sendable, Equatable {
    package var block: DeploymentProcedure.Block
    /// Its exit status; `nil` if it did not end in time, or was killed.
    package var status: Int32?
    package var seconds: Double
    /// What it printed last.
    package var words: String

    package init(block: DeploymentProcedure.Block, status: Int32?, seconds: Double, words: String) {
      (self.block, self.status, self.seconds, self.words) = (block, status, seconds, words)
    }
  }

  /// A start of the unit on files of a known state.
  package struct Start: Sendable, Equatable {
    package var name: String
    /// Whether the files are sound, or merely torn off at the end: then it has to start.
    package var isHarmless: Bool
    package var serves: Bool
    /// How many events are otherwise than written, where it serves: missing, damaged or foreign ones beside the one that was
    /// damaged.
    package var eventsWrong: Int

    package init(name: String, isHarmless: Bool, serves: Bool, eventsWrong: Int = 0) {
      (self.name, self.isHarmless, self.serves, self.eventsWrong) = (name, isHarmless, serves, eventsWrong)
    }
  }

  /// What is known of the unit once it has been started.
  package struct Unit: Sendable, Equatable {
    package var name: String
    /// What `systemd-analyze verify` objects to.
    package var objections: [String]
    /// By `systemd-analyze security`, from 0 to 10.
    package var exposure: Double?
    /// Of the unit that the distribution has; `nil` if there is none.
    package var distributionExposure: Double?
    /// The files of its configuration and its data.
    package var files: [String]
    /// Who reads them beside root and the server's user.
    package var readers: [FileReader]

    package init(
      name: String, objections: [String] = [], exposure: Double?, distributionExposure: Double?, files: [String],
      readers: [FileReader] = []
    ) {
      self.name = name
      self.objections = objections
      self.exposure = exposure
      self.distributionExposure = distributionExposure
      self.files = files
      self.readers = readers
    }
  }

  package var commands: [Command] = []
  /// Steps that the procedure has no commands for.
  package var missing: [DeploymentProcedure.Step] = []
  /// Sections after which the server did not serve.
  package var down: [String] = []
  /// `nil` if the procedure did not come as far as a unit that serves.
  package var unit: Unit?
  package var starts: [Start] = []
  /// What the unit said at its starts.
  package var journal = ""

  package init() {}

  package var failed: [Command] { commands.filter { $0.status != 0 } }
  /// Starts that should have come about, and did not.
  package var refusedStarts: [Start] { starts.filter { $0.isHarmless && !$0.serves } }
}
