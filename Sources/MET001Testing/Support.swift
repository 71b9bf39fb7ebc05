import Foundation
import MET001
import Processes
import RedisFixture
import Testing

// What two kinds of runs judge in the same way: of a server that was started, and of one that somebody else runs.

extension Evidence {
  private static let today = Day(.now)

  /// Records whether this version of the server still gets security fixes.
  ///
  /// - Parameter binary: the path of its program on this host; `nil` where it is on another.
  /// - Throws: `MissingCapability` where nobody knows.
  package func recordSupport(of name: String, _ version: String, binary: String?) throws {
    let known = try SupportedVersions.shipped()
    let project = known.support(of: name, version, on: Self.today)
    let distribution = binary.flatMap(Distribution.having).map {
      (name: $0, support: known.support(ofPackagesOf: $0.id, $0.version, on: Self.today))
    }
    note("What is known of versions is of \(known.date): \(known.sources.joined(separator: ", ")).")
    let both = [project, distribution?.support].compactMap(\.self)
    for support in both { record(.supportedUntil, support.words, of: support.by, samples: 0) }
    if let distribution, project.isSupported != true, distribution.support.isSupported == true {
      conclude(
        "\(name) \(version): \(project.words). This build is a package of \(distribution.name.id) "
          + "\(distribution.name.version), which keeps it (\(distribution.support.words)).")
    }
    if both.contains(where: { $0.isSupported == true }) { return record(.supported, "yes") }
    guard let ended = both.first(where: { $0.isSupported == false }) else {
      throw MissingCapability(
        "the list of \(known.date) does not know \(name) \(version)",
        remedy: "look it up, and say it in supported-versions.json")
    }
    if binary == nil, distribution == nil {
      throw MissingCapability(
        "\(name) \(version): \(ended.words); whether it is a package that a distribution keeps shows only on its host",
        remedy: "run there")
    }
    record(.supported, ended.words)
  }

  /// Records who answers for what no program can check.
  ///
  /// - Parameter isShipped: whether the system under test is the one that the shipped attestations are about.
  /// - Throws: `MissingCapability` where nobody attests anything of this system.
  package func recordAttestations(ofShippedSystem isShipped: Bool) throws {
    let deployment = settings.deployment
    let subjects = try settings.text(.attestedSubjects).split(separator: ",").map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    if deployment.isShipped(.attestations) && !isShipped {
      throw MissingCapability(
        "nobody attests \(subjects.joined(separator: ", ")) of this system",
        remedy: "name a file with --attestations; the shipped one is of the shipped configuration, and shows the form")
    }
    let all = try Attestation.read(Data(contentsOf: URL(filePath: deployment[.attestations])))
    let own = all.filter { $0.control == control.id }
    record(.attestations, own.count { $0.objection(on: Self.today) == nil }, samples: own.count)
    for subject in subjects {
      let said = own.filter { $0.subject == subject }
      let counting = said.first { $0.objection(on: Self.today) == nil }
      record(.unattested, counting == nil ? 1 : 0, of: subject, samples: 0)
      if let counting {
        note(
          "\(subject): \(counting.statement) \(counting.owner) says so, of \(counting.date), until \(counting.expiry).")
      } else {
        let why =
          said.compactMap { $0.objection(on: Self.today) }.first.map { "what was said \($0)" } ?? "nobody says it"
        note("\(subject): \(why).")
      }
    }
  }
}

/// A release of a distribution, as os-release(5) has it.
private struct Distribution {
  var id: String
  var version: String

  /// The distribution of this host, if its packages brought the file, and its own people made them.
  static func having(_ path: String) -> Distribution? {
    let owner = try? Service("dpkg-query", ["--search", path]).require(within: .seconds(20))
    guard let package = owner?.split(separator: ":").first,
      let maintainer = try? Service(
        "dpkg-query", ["--show", "--showformat=${Maintainer}", String(package)]
      ).require(within: .seconds(20)),
      maintainer.contains(/[@.](debian\.org|ubuntu\.com)>/)
    else { return nil }
    let release = text(ofFile: "/etc/os-release").split(separator: "\n").map { $0.split(separator: "=", maxSplits: 1) }
    func value(_ name: String) -> String? {
      release.first { $0.first == name[...] }?.last.map { $0.filter { $0 != "\"" } }
    }
    guard let id = value("ID"), let version = value("VERSION_ID") else { return nil }
    return Distribution(id: id, version: version)
  }
}

extension SupportedVersions.Support {
  /// `nil` where nobody knows.
  fileprivate var isSupported: Bool? {
    switch self {
    case .supported: true
    case .ended: false
    case .unknown: nil
    }
  }

  fileprivate var words: String {
    switch self {
    case .supported(let end?, let by): "supported by \(by) until \(end)"
    case .supported(nil, let by): "supported by \(by), without an end that is known"
    case .ended(let end, let by): "\(by) ended its support on \(end)"
    case .unknown: "not known"
    }
  }

  fileprivate var by: String {
    switch self {
    case .supported(_, let by), .ended(_, let by): by
    case .unknown: "nobody"
    }
  }
}
