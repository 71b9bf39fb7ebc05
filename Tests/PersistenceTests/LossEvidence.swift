import MET001Testing
import Scenarios
import Testing
import Workload

extension Evidence {
  /// Attaches the files before and after the restart of each trial.
  func attachFiles(_ listings: [String]) {
    let text = listings.enumerated().map { "trial \($0 + 1), \($1)" }.joined(separator: "\n")
    attach(text, named: "files.txt")
  }

  /// Records what crashes cost.
  func record(_ losses: Losses) {
    record(.acknowledged, losses.acknowledged, samples: losses.acknowledged)
    record(.lost, losses.lost, samples: 0)
    recordIntegrity(losses)
  }

  /// Records everything but what was lost.
  func recordIntegrity(_ losses: Losses) {
    record(.phantom, losses.phantom, samples: 0)
    record(.holes, losses.holes, samples: 0)
    record(.damaged, losses.damaged, samples: 0)
  }

  /// Where nothing keeps the server from it, it takes what it is given.
  func violateWhereRefused(_ refused: [String: Int]) {
    guard !refused.isEmpty else { return }
    let counts = refused.sorted { $0.key < $1.key }.map { "\($1) with \($0)" }
    violate("the server refused writes: \(counts.joined(separator: ", "))")
  }

  /// A table of the trials: what was sent, acknowledged and lost, and over which time.
  func attach(_ losses: Losses, named name: String) {
    var text = "trial,sent,acknowledged,unanswered,lost,phantom,holes,damaged,reordered,window_seconds\n"
    for (number, loss) in losses.each.enumerated() {
      text += "\(number + 1),\(loss.sent),\(loss.acknowledged),\(loss.unanswered),\(loss.lost),\(loss.phantom),"
      text += "\(loss.holes),\(loss.damaged),\(loss.reordered),\(loss.window)\n"
    }
    attach(text, named: name)
  }
}
