package import MET001
import Synchronization
package import Testing

// What a reader of the report gets beside the measures.
extension Evidence {
  /// Adds a fact for the reader of the report, in one sentence.
  package func note(_ sentence: String, sourceLocation: SourceLocation = #_sourceLocation) {
    guard belongs(at: sourceLocation) else { return }
    state.withLock { $0.notes.append(Self.named(sentence)) }
  }

  /// Adds a finding, in one sentence: what belongs on the report's first screen, beside the verdict.
  package func conclude(_ sentence: String, sourceLocation: SourceLocation = #_sourceLocation) {
    guard belongs(at: sourceLocation) else { return }
    state.withLock { $0.findings.append(Self.named(sentence)) }
  }

  /// Adds a picture.
  package func show(_ figure: Figure, sourceLocation: SourceLocation = #_sourceLocation) {
    guard belongs(at: sourceLocation) else { return }
    state.withLock { $0.figures.append(figure) }
  }

  /// The limit of a declared measure, to be drawn across a picture: `must ≤ 90 %`. Empty if the measure has no limit that
  /// is a number: a specification may only record it.
  package func marks(
    _ label: String, ofMeasureNamed name: String, sourceLocation: SourceLocation = #_sourceLocation
  ) -> [Figure.Mark] {
    guard belongs(at: sourceLocation) else { return [] }
    guard let measure = control.measure(named: name) else {
      fail(.undeclaredMeasure, "\(control.id) declares no measure '\(name)'", sourceLocation)
      return []
    }
    guard case .number(let limit)? = settings.specification.limit(of: measure, in: settings.profile) else { return [] }
    let text = "\(label) \(measure.comparison.sign) \(measure.unit.format(.number(limit)))"
    return [Figure.Mark(label: text, y: limit)]
  }

  /// Says what the observations are of.
  ///
  /// - Returns: whether that is new.
  package func tested(_ component: Component, sourceLocation: SourceLocation = #_sourceLocation) -> Bool {
    guard belongs(at: sourceLocation) else { return false }
    return state.withLock { evidence in
      guard !evidence.components.contains(component) else { return false }
      evidence.components.append(component)
      return true
    }
  }

  /// Attaches raw material as a file of the report. The second `redis.log` becomes `2.redis.log`.
  package func attach(_ text: String, named name: String, sourceLocation: SourceLocation = #_sourceLocation) {
    guard belongs(at: sourceLocation) else { return }
    let number = names.withLock { names in
      names[name, default: 0] += 1
      return names[name] ?? 1
    }
    // Names that are unique in the run stay as they are: equal ones would get random parts.
    Attachment.record(Array(text.utf8), named: "\(control.id).\(number > 1 ? "\(number)." : "")\(name)")
  }
}
