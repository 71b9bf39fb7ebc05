import Foundation
import MET001
import TestSupport
import Testing

/// A stand-in for `swift` whose tests read one setting of the configuration under test, for two controls of the shipped
/// specification with one measure each.
enum JudgedSetting {
  /// It observes 1 for a system that is mutated, and enough for every other. `hz 60` is a system that trembles; beside
  /// `hz 61` and `hz 62` the host is noisy once, beside `hz 63` for ever. `hz 78` is mutated if another run goes on beside
  /// it.
  private static let swift = #"""
    #!/bin/sh
    [ "$1" = test ] || exit 0
    while [ $# -gt 0 ]; do
      case "$1" in
        --filter) filter=$2 ;;
        --event-stream-output-path) events=$2 ;;
        --attachments-path) attachments=$2 ;;
      esac
      shift
    done
    echo "$filter" >>"$STUB_CALLS"
    cp "$MET001_REDIS_CONF" "$STUB_ID.conf"
    mkdir "$STUB_ID.running.$$"
    trap 'rmdir "$STUB_ID.running.$$"' EXIT
    running() { ls -d "$STUB_ID".running.* | wc -l; }
    value=5000
    grep -q "maxmemory-samples 1" "$MET001_REDIS_CONF" && value=1
    if grep -q "hz 78" "$MET001_REDIS_CONF"; then
      for try in $(seq 200); do [ "$(running)" -gt 1 ] && value=1 && break; sleep 0.01; done
      sleep 0.1
    fi
    case "$MET001_REDIS_SERVER" in
      */leak.sh) [ -n "$MET001_REFERENCE_SERVER" ] && [ -n "$MET001_FAULTY_SERVER" ] && value=1 ;;
    esac
    if grep -q "hz 77" "$MET001_REDIS_CONF"; then
      echo $$ >"$STUB_ID.new" && mv "$STUB_ID.new" "$STUB_ID" && exec sleep 600
    fi
    server='"role":"server","name":"redis","version":"7","buildId":"1","program":"r","binary":"r"'
    server="{$server,\"binarySha256\":\"1\",\"configurationSha256\":\"2\",\"replaced\":[]}"
    rest="\"reached\":[],\"samples\":1,\"notes\":[],\"findings\":[],\"figures\":[],\"components\":[$server]"
    rest="$rest,\"violations\":[],\"contributions\":[]"
    for measure in CFG-02:maxmemory-samples CAP-02:load-rate; do
      id=${measure%%:*}
      case "$filter" in *"$id"*) ;; *) continue ;; esac
      if grep -q "hz 60" "$MET001_REDIS_CONF"; then
        value=1
        [ "$id" = CFG-02 ] || [ ! -e "$STUB_ID.once" ] || value=5000
        [ "$id" = CFG-02 ] || touch "$STUB_ID.once"
      fi
      noise=
      inconclusive=
      if grep -q "hz 6[123]" "$MET001_REDIS_CONF"; then
        grep -q "maxmemory-samples 1" "$MET001_REDIS_CONF" || value=5000
        [ "$id" = CAP-02 ] || grep -q "hz 6[23]" "$MET001_REDIS_CONF" || value=1
        if [ "$id" = CAP-02 ] && { [ ! -e "$STUB_ID.quiet" ] || grep -q "hz 63" "$MET001_REDIS_CONF"; }; then
          noise='"kind":"issueRecorded","issue":{"isFailure":true,"isKnown":false},"messages":[{"text":"loud"}]'
          inconclusive='{"cause":"host-noise","reason":"loud"}'
          touch "$STUB_ID.quiet"
        fi
      fi
      printf '{"control":"%s","observations":[{"measure":"%s","value":%s}],"inconclusive":[%s],%s}' \
        "$id" "${measure#*:}" "$value" "$inconclusive" "$rest" >"$attachments/$id.evidence.json"
      printf '{"kind":"test","payload":{"id":"%s","kind":"function","name":"%s it"}}\n' "$id" "$id" >>"$events"
      for event in '"kind":"testStarted"' ${noise:+"$noise"} '"kind":"testEnded"' \
        "\"kind\":\"valueAttached\",\"attachment\":{\"path\":\"$attachments/$id.evidence.json\"}"; do
        printf '{"kind":"event","payload":{"testID":"%s","instant":{"since1970":1},%s}}\n' "$id" "$event" >>"$events"
      done
    done
    """#

  /// The program, with the stand-in first in PATH.
  ///
  /// - Parameter quiet: whether one of the controls, CAP-02, wants to be alone.
  static func program(in directory: String, quiet: Bool = false) throws -> Program {
    try FileManager.default.createDirectory(atPath: "\(directory)/bin", withIntermediateDirectories: true)
    try installProgram(swift, at: "\(directory)/bin/swift")
    try writeSpecification(to: specification(in: directory), quiet: quiet)
    var program = Program(in: directory)
    program.environment = [
      "PATH": "\(directory)/bin:\(ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")",
      "STUB_CALLS": "\(directory)/calls", "STUB_ID": "\(directory)/id",
    ]
    return program
  }

  /// The path of the specification that has these two controls.
  static func specification(in directory: String) -> String { "\(directory)/specification.json" }

  /// The filter of each run of the tests.
  static func calls(in directory: String) throws -> [Substring] {
    try String(contentsOfFile: "\(directory)/calls", encoding: .utf8).split(separator: "\n")
  }

  private static func writeSpecification(to path: String, quiet: Bool) throws {
    var specification = try Specification.met001()
    specification.controls = try [("CFG-02", "maxmemory-samples"), ("CAP-02", "load-rate")].map { id, measure in
      var control = try #require(specification.control(id))
      control.measures = [try #require(control.measure(named: measure))]
      control.headline = Headline(measure: measure)
      control.needs.quiet = id == "CAP-02" ? quiet : nil
      return control
    }
    try JSONEncoder().encode(specification).write(to: URL(filePath: path))
  }
}
