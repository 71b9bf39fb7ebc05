import Scenarios
import Testing

@Suite("Bounded append-only file")
struct BoundedFileTests {
  private let bound = BoundedFile.Bound(growth: 1, minimumSize: 64)

  private func file(_ sizes: (base: Int, size: Int)...) -> BoundedFile {
    BoundedFile(
      samples: sizes.enumerated().map { .init(time: Double($0), base: $1.base, size: $1.size) }, rewrites: 1)
  }

  @Test func `files within twice their base and the least size are not over the bound`() {
    #expect(file((30, 30), (30, 124), (40, 144)).over(bound) == 0)
  }

  @Test func `the worst moment counts, by the base of that moment`() {
    #expect(file((30, 30), (30, 130), (40, 144)).over(bound) == 6)
    #expect(file((30, 126), (40, 150)).over(bound) == 6)
  }

  @Test func `nothing seen is no number`() {
    #expect(BoundedFile(samples: [], rewrites: 0).over(bound).isNaN)
    #expect(!BoundedFile(samples: [], rewrites: 0).isTelling(bound))
  }

  @Test func `a buffer so small that the files stay below the bound without any rewrite tells nothing`() {
    #expect(!file((16, 16)).isTelling(bound))
    #expect(file((17, 17)).isTelling(bound))
  }
}
