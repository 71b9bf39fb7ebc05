import MET001
import Testing

@Suite("Tailoring")
struct TailoringTests {
  /// What differs after a change of the specification.
  private func tailoring(_ change: (inout Specification) -> Void) throws -> [Tailoring] {
    let reference = try MadeUpSpecification.read()
    var specification = reference
    change(&specification)
    return specification.tailoring(against: reference)
  }

  @Test func `a specification is no tailoring of itself`() throws {
    #expect(try tailoring { _ in }.isEmpty)
  }

  @Test func `words that judge nothing are no tailoring`() throws {
    let found = try tailoring {
      $0.title = "Other letters"
      $0.controls[0].rationale = "Because."
      $0.controls[0].measures[0].description = "fullness"
      $0.controls[0].headline = Headline(measure: "mode")
      $0.controls[0].access = .reads
      $0.controls[0].needs.buffers = 1
    }
    #expect(found.isEmpty)
  }

  @Test func `a parameter's new value is told beside the old one`() throws {
    let found = try tailoring {
      $0.parameters[0].value = 0.95
      $0.parameters[2].value = ""
    }
    #expect(found.map(\.item) == ["parameters.fill", "parameters.mode"])
    #expect(found.map(\.value) == ["0.95", "\"\""])
    #expect(found.map(\.reference) == ["0.9", "on"])
  }

  @Test func `scaling or not is a difference`() throws {
    let found = try tailoring { $0.parameters[1].scaled = nil }
    #expect(found.map(\.item) == ["parameters.items"])
    #expect(found.map(\.value) == ["150"])
    #expect(found.map(\.reference) == ["150 (scaled)"])
  }

  @Test func `a profile's own value is a difference`() throws {
    let found = try tailoring {
      $0.parameters[1].soak = 300
      $0.parameters[2].quick = "off"
      $0.parameters[3].quick = 5
      $0.parameters[3].soak = nil
    }
    #expect(found.map(\.item) == ["parameters.items", "parameters.mode", "parameters.sustained-time"])
    #expect(found.map(\.value) == ["150 (scaled, soak 300)", "on (quick off)", "60 (quick 5)"])
    #expect(found.map(\.reference) == ["150 (scaled)", "on", "60 (quick 10, soak 3600)"])
  }

  @Test func `limit, comparison and level of a measure are differences`() throws {
    let found = try tailoring {
      $0.controls[0].measures[0].limit = .value(0.99)
      $0.controls[0].measures[1].level = nil
      $0.controls[1].measures[0].comparison = .atMost
    }
    #expect(found.map(\.item) == ["ABC-01.fill", "ABC-01.fill-recommended", "ABC-02.rate"])
    #expect(found.map(\.value) == ["at-most 0.99", "at-most 0.8", "at-most 10"])
    #expect(found.map(\.reference) == ["at-most parameter fill", "at-most 0.8 (should)", "at-least 10"])
  }

  @Test func `a control's level and statement are differences`() throws {
    let found = try tailoring {
      $0.controls[0].level = .should
      $0.controls[0].statement = "It mostly holds."
    }
    #expect(found.map(\.item) == ["ABC-01.level", "ABC-01.statement"])
    #expect(found.map(\.value) == ["should", "It mostly holds."])
  }

  @Test func `a control taken out leaves each of its items without a value`() throws {
    let found = try tailoring { $0.controls.remove(at: 1) }
    #expect(found.map(\.item) == ["ABC-02.level", "ABC-02.statement", "ABC-02.rate"])
    #expect(found.allSatisfy { $0.value == nil && $0.reference != nil })
  }

  @Test func `a control put in has no reference, and comes after what the reference has`() throws {
    let found = try tailoring {
      var control = $0.controls[1]
      control.id = "ABC-00"
      $0.controls.insert(control, at: 0)
      $0.controls[3].level = .may
    }
    #expect(found.map(\.item) == ["ABC-03.level", "ABC-00.level", "ABC-00.statement", "ABC-00.rate"])
    #expect(found.dropFirst().allSatisfy { $0.value != nil && $0.reference == nil })
  }
}
