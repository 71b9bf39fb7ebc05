import Foundation
import MET001
import Testing

/// A small specification that no test of a server stands behind.
enum MadeUpSpecification {
  static let text = """
    {
      "id": "abc", "title": "Letters", "version": "1", "summary": "Made up.", "outstanding": ["XYZ"],
      "parameters": [
        {"name": "fill", "value": 0.9, "unit": "ratio", "source": "made up"},
        {"name": "items", "value": 150, "unit": "events", "source": "made up", "scaled": true},
        {"name": "mode", "value": "on", "unit": "value", "source": "made up"},
        {"name": "sustained-time", "value": 60, "quick": 10, "soak": 3600, "unit": "s", "source": "made up"}
      ],
      "groups": [{"id": "ABC", "title": "Letters", "tests": "LetterTests"}],
      "controls": [
        {
          "id": "ABC-01", "title": "the vessel holds", "level": "must", "statement": "It holds.",
          "rationale": "Or it leaks.", "method": "Looks.", "source": "made up",
          "access": "faults", "needs": {"buffers": 2}, "headline": {"measure": "fill", "count": "items"},
          "measures": [
            {
              "name": "fill", "description": "how full", "unit": "ratio", "comparison": "at-most",
              "limit": {"parameter": "fill"}
            },
            {
              "name": "fill-recommended", "description": "how full", "unit": "ratio", "comparison": "at-most",
              "limit": 0.8, "level": "should"
            },
            {
              "name": "items", "description": "how many", "unit": "events", "comparison": "equal",
              "limit": {"parameter": "items"}
            },
            {
              "name": "mode", "description": "which", "unit": "value", "comparison": "equal",
              "limit": {"parameter": "mode"}, "setting": {"name": "mode", "restart": true}
            }
          ]
        },
        {
          "id": "ABC-02", "title": "Speed (of pouring)", "level": "should", "statement": "It pours.",
          "rationale": "Or it drips.", "method": "Waits.", "source": "made up",
          "access": "writes", "needs": {"buffers": 0.1}, "headline": {"measure": "rate"},
          "measures": [
            {"name": "rate", "description": "how fast", "unit": "events/s", "comparison": "at-least", "limit": 10}
          ]
        },
        {
          "id": "ABC-03", "title": "what it is made of", "level": "info", "statement": "It is stated.",
          "rationale": "One likes to know.", "method": "Asks.", "source": "made up",
          "access": "reads", "needs": {"buffers": 0}, "headline": {"measure": "clay"},
          "measures": [
            {"name": "clay", "description": "how much", "unit": "bytes", "comparison": "recorded"},
            {"name": "cracks", "description": "how many", "unit": "count", "comparison": "at-most", "limit": 5}
          ]
        }
      ]
    }
    """

  static func read() throws -> Specification {
    try Specification(json: Data(text.utf8))
  }

  /// One measure to be compared, its other fields being of no matter.
  static func measure(_ comparison: Comparison, unit: MeasureUnit = .count) throws -> Measure {
    var measure = try read().controls[0].measures[0]
    measure.comparison = comparison
    measure.unit = unit
    return measure
  }
}

extension String {
  /// The text with its one occurrence of another replaced.
  func changing(_ old: String, to new: String) throws -> String {
    try #require(ranges(of: old).count == 1, "'\(old)' must occur once")
    return replacing(old, with: new)
  }
}
