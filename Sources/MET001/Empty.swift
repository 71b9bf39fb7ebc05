// What stands where a test belongs to no control. Nothing can be recorded for it.

extension Specification {
  /// Without a single control or parameter.
  package static var empty: Specification {
    Specification(
      id: "none", title: "no specification", version: "0", summary: "", outstanding: [], parameters: [], groups: [],
      controls: [])
  }
}

extension Control {
  /// Without a single measure.
  package static var none: Control {
    Control(
      id: "none", title: "no control", level: .info, statement: "", rationale: "", method: "", source: "",
      access: .reads, needs: Needs(buffers: 0), headline: Headline(measure: ""), measures: [])
  }
}
