package import Processes

/// Somebody who could read a file.
package struct FileReader: Sendable, Hashable {
  package var user: String
  package var path: String

  package init(user: String, path: String) {
    (self.user, self.path) = (user, path)
  }

  /// Lets everybody in the user database try to read the files, but root and one user. Needs root.
  ///
  /// - Parameters:
  ///   - paths: programs are left out, and of directories all that they hold is tried.
  ///   - start: what runs the words as a program: here, or on a scratch host.
  /// - Returns: the files that were tried, and who could read them.
  /// - Throws: `SystemError`.
  package static func find(
    among paths: [String], beside user: String, by start: ([String]) -> Service
  ) throws -> (files: [String], readers: [FileReader]) {
    // Each of them reads the environment of its own processes (proc_pid_environ(5)): no password may be there.
    let script = #"""
      user=$1; shift
      files=$(for path; do
        if [ -d "$path" ]; then find "$path" -maxdepth 3
        elif [ -f "$path" ] && [ ! -x "$path" ]; then printf '%s\n' "$path"
        fi
      done | sort -u)
      [ -n "$files" ] || exit 0
      printf '%s\n' "$files" | sed 's/^/file - /'
      getent passwd | while IFS=: read -r name _ id group _; do
        [ "$id" = 0 ] || [ "$name" = "$user" ] || printf '%s\n' "$files" |
          env -i PATH="$PATH" setpriv --reuid "$id" --regid "$group" --init-groups /bin/sh -c \
            'while read -r path; do [ ! -r "$path" ] || printf "reader %s %s\n" "$0" "$path"; done' "$name"
      done
      """#
    let output = try start(["/bin/sh", "-c", script, "sh", user] + paths).require(within: .seconds(120))
    let lines = output.split(separator: "\n").map { $0.split(separator: " ", maxSplits: 2).map(String.init) }
    return (
      lines.filter { $0.count == 3 && $0[0] == "file" }.map { $0[2] },
      lines.filter { $0.count == 3 && $0[0] == "reader" }.map { FileReader(user: $0[1], path: $0[2]) }
    )
  }
}
