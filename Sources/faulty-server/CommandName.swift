/// The commands that flaws concern.
enum CommandName: String, CaseIterable {
  case set, get, xadd, xreadgroup, rpush, del, unlink, config, bgrewriteaof

  init?(_ word: Slice<UnsafeRawBufferPointer>) {
    guard let name = Self.allCases.first(where: { $0.matches(word) }) else { return nil }
    self = name
  }

  var isWrite: Bool { self == .set || self == .xadd || self == .rpush }
  var isDelete: Bool { self == .del || self == .unlink }

  private func matches(_ word: Slice<UnsafeRawBufferPointer>) -> Bool {
    let letters = rawValue.utf8
    return letters.count == word.count && zip(letters, word).allSatisfy { $0 == $1 | 0x20 }
  }
}
