import Foundation
import MET001
import MET001Testing
import TestSupport
import Testing

@Suite("Names that controls use")
struct RequiredNamesTests {
  @Test func `every measure of the shipped specifications has a name that controls can record`() throws {
    let shipped = try Specification.shippedNames.flatMap { try Specification.shipped($0).controls }
    // A checklist is counted by the report.
    let recorded = shipped.filter { $0.checklist != true }.flatMap(\.measures).map(\.name)
    #expect(Set(MeasureName.allCases.map(\.rawValue)) == Set(recorded))
  }

  @Test func `every parameter that controls read stands in the shipped specifications`() throws {
    for name in Specification.shippedNames {
      let parameters = Set(try Specification.shipped(name).parameters.map(\.name))
      #expect(parameters.isSuperset(of: ParameterName.allCases.map(\.rawValue)))
    }
  }

  @Test func `a specification without a parameter that controls read is refused before anything runs`() throws {
    var specification = try Specification.met001()
    specification.parameters.removeAll { $0.name == "surge-rate" }
    try inTemporaryDirectory { directory in
      let path = "\(directory)/specification.json"
      try JSONEncoder().encode(specification).write(to: URL(filePath: path))
      let error = #expect(throws: SpecificationError.self) {
        try RunSettings(environment: ["MET001_SPECIFICATION": path])
      }
      #expect(
        error
          == SpecificationError(path: "parameters", problem: "there is no 'surge-rate', which the controls read"))
    }
  }
}
