/// What control groups limit a process to (cgroups(7)).
enum ControlGroups {
  /// A file of a group.
  struct Limit {
    /// The group's path below the root of its hierarchy.
    var group: String
    var file: String
    var text: String
  }

  /// What stands in files of the groups that a process is in, and of those above them, which limit it too.
  ///
  /// - Parameters:
  ///   - files: their names, in either version.
  ///   - controller: such as `cpu`.
  ///   - membership: as /proc/PID/cgroup has it.
  static func limits(_ files: [String], of controller: String, membership: String) -> [Limit] {
    membership.split(separator: "\n").flatMap { line -> [Limit] in
      let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3 else { return [] }
      let controllers = fields[1].split(separator: ",")
      // The second version names no controller.
      guard controllers.isEmpty || controllers.contains(where: { $0 == controller }) else { return [] }
      let roots = controllers.isEmpty ? ["", "/unified"] : ["/\(fields[1])", "/\(controller)"]
      let steps = fields[2].split(separator: "/")
      return (0...steps.count).flatMap { depth in
        let group = steps.prefix(depth).map { "/\($0)" }.joined()
        return files.compactMap { file in
          roots.lazy.compactMap { HostFacts.text(of: "/sys/fs/cgroup\($0)\(group)/\(file)") }.first.map {
            Limit(group: group, file: file, text: $0)
          }
        }
      }
    }
  }
}
