import Foundation
import MET001
import Processes

@main
enum Compliance {
  static func main() {
    Orphans.adopt()
    do {
      HiddenArguments.hide()
      let arguments = Array(HiddenArguments.all.dropFirst())
      switch try Invocation(arguments: arguments, environment: ProcessInfo.processInfo.environment) {
      case .command(let command): exit(try command.execute())
      case .help(let text): print(text)
      case .version: print("compliance \(try Specification.met001().version)")
      }
    } catch let error as UsageError {
      fail("\(error)", status: UsageError.exitStatus)
    } catch {
      fail("\(error)", status: HarnessError.exitStatus)
    }
  }

  private static func fail(_ problem: String, status: Int32) -> Never {
    let lines = problem.split(separator: "\n", omittingEmptySubsequences: false).map { String($0).withoutControls }
    FileHandle.standardError.write(Data("compliance: \(lines.joined(separator: "\n"))\n".utf8))
    exit(status)
  }
}
