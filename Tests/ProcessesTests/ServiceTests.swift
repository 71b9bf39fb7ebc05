import Foundation
import Processes
import TestSupport
import Testing

@Suite("Service", .blocking)
struct ServiceTests {
  @Test func `a program that ran to its end tells what it printed and how it ended`() throws {
    let program = try Service("sh", ["-c", "cat; echo error >&2; exit 3"]).run(input: "text\n")
    #expect(program.output == "text\nerror\n")
    #expect(program.end == .exited(3))
    #expect(!program.succeeded)
  }

  @Test func `standard error may go elsewhere`() throws {
    #expect(try Service("sh", ["-c", "echo words; echo error >&2"], errors: .nowhere).run().output == "words\n")
  }

  @Test func `a program has the directory and the environment that it was given, and no descriptor more`() throws {
    let service = Service(
      "sh", ["-c", "pwd; echo $WORD; ls /proc/self/fd | wc -l"], environment: ["WORD": "a b"], directory: "/proc")
    // Its standard three, and the directory that ls reads.
    #expect(try service.run().output == "/proc\na b\n4\n")
  }

  @Test func `a program that does not end in time is killed with all that it started`() throws {
    try inTemporaryDirectory { directory in
      let service = Service("sh", ["-c", "sleep 600 & echo $! >child; wait"], directory: directory)
      #expect(throws: SystemError.timedOut(waitingFor: "the end of sh", within: .milliseconds(300))) {
        try service.run(within: .milliseconds(300))
      }
      try requireEnd(of: "\(directory)/child")
    }
  }

  @Test func `what a program leaves in the background is not waited for, and is killed`() throws {
    try inTemporaryDirectory { directory in
      let service = Service("sh", ["-c", "sleep 600 & echo $! >child; echo done"], directory: directory)
      #expect(try service.run(within: .seconds(60)).output == "done\n")
      try requireEnd(of: "\(directory)/child")
    }
  }

  @Test func `a program that is not there, and a directory that is not there, are told`() {
    #expect(throws: SystemError.spawn(program: "no-such-program", reason: "there is no such program")) {
      try Service("no-such-program").start()
    }
    #expect(throws: SystemError.spawn(program: "true", reason: "No such file or directory")) {
      try Service("true", directory: "/no/such/directory").start()
    }
  }

  @Test func `what must succeed and does not is told with its words`() {
    #expect(throws: SystemError.call("sh -c echo no; exit 2", reason: "no")) {
      try Service("sh", ["-c", "echo no; exit 2"]).require()
    }
    #expect(throws: SystemError.call("false", reason: "exited with status 1")) { try Service("false").require() }
  }

  // MARK: Readiness

  @Test func `a service is started when it says that it is ready`() throws {
    try inTemporaryDirectory { directory in
      let service = Service(
        "sh", ["-c", "sleep 0.1; touch ready; exec sleep 600"], directory: directory,
        readiness: Readiness(within: .seconds(60)) {
          FileManager.default.fileExists(atPath: "\(directory)/ready") ? .ready : .notYet("no file")
        })
      let process = try service.start()
      defer { process.killGroup() }
      #expect(FileManager.default.fileExists(atPath: "\(directory)/ready"))
      #expect(process.isRunning())
    }
  }

  @Test func `a service that ends before it is ready is told with what it wrote since its start`() throws {
    try inTemporaryDirectory { directory in
      try write("older\n", to: "\(directory)/log")
      let service = Service(
        "sh", ["-c", "echo printed; echo logged >>log; exit 7"], directory: directory,
        output: .file("\(directory)/output"), logs: ["\(directory)/log"],
        readiness: Readiness(within: .seconds(60)) { .notYet("nothing") })
      #expect(
        throws: ServiceError.exitedAtStart(program: "sh", how: "exited with status 7", output: "printed | logged")
      ) { try service.start() }
    }
  }

  @Test func `a service that never becomes ready is killed, and told with what was seen`() throws {
    try inTemporaryDirectory { directory in
      let service = Service(
        "sh", ["-c", "echo $$ >child; exec sleep 600"], directory: directory,
        readiness: Readiness(within: .milliseconds(300)) { .notYet("no answer") })
      #expect(
        throws: ServiceError.notReady(
          program: "sh", within: .milliseconds(300), lastSeen: "no answer", log: "")
      ) { try service.start() }
      try requireEnd(of: "\(directory)/child")
    }
  }

  // MARK: End

  @Test func `a service ends by its steps where it obeys, and by the kill where it does not`() throws {
    let steps: [TeardownStep] = [.send(SIGTERM, within: .seconds(60))]
    let obedient = try Service("sleep", ["600"]).start()
    #expect(obedient.end(by: steps))
    #expect(obedient.end == .signalled(SIGTERM))

    try inTemporaryDirectory { directory in
      let deaf = try Service(
        "sh", ["-c", "trap '' TERM; touch ready; while :; do sleep 0.05; done"], directory: directory,
        readiness: Readiness(within: .seconds(60)) {
          FileManager.default.fileExists(atPath: "\(directory)/ready") ? .ready : .notYet("no file")
        }
      ).start()
      #expect(!deaf.end(by: [.send(SIGTERM, within: .milliseconds(300))]))
      #expect(deaf.end == .signalled(SIGKILL))
    }
  }

  @Test func `a stopped service goes on when it is resumed`() throws {
    let process = try Service("sleep", ["0.2"]).start()
    process.pause()
    #expect(!process.waitForEnd(within: .milliseconds(500)))
    process.resume()
    #expect(process.waitForEnd(within: .seconds(60)))
    #expect(process.end == .exited(0))
  }

  @Test func `its processor time is its own and its children's`() throws {
    let program = try Service("sh", ["-c", "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done"]).run()
    #expect(program.processorSeconds > 0)
    #expect(program.seconds > 0)
  }

  private func requireEnd(of path: String) throws {
    let id = try #require(pid_t(try String(contentsOfFile: path, encoding: .utf8).dropLast()))
    try wait(for: "the end of \(id)", within: .seconds(60)) { kill(id, 0) != 0 }
  }
}
