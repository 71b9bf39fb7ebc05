/// What was written to a fixed number of keys, again and again, and what of it was acknowledged: which answers to a
/// read are right.
///
/// Every change of a register, a write or a deletion, is a version of it, counted from 1; no register is changed
/// while another change of it is under way. Version `v` of register `r` is the event `(v − 1) × count + r`, so a value
/// tells where it belongs and how old it is.
package final class Registers {
  private struct Register {
    /// The version that was sent last.
    var sent: UInt32 = 0
    /// The version that was acknowledged last.
    var acknowledged: UInt32 = 0
    /// The last version that was a deletion and was sent; 0 if none was: it then never held anything before.
    var deleted: UInt32 = 0
    /// The same before the last deletion was sent.
    var deletedBefore: UInt32 = 0
    var isUnderWay = false
  }

  private var registers: [Register]
  /// The register that was written last with success; none before the first.
  package private(set) var newest: Int?

  /// - Parameter count: how many registers, at least 1.
  package init(count: Int) {
    registers = Array(repeating: Register(), count: count)
  }

  package var count: Int { registers.count }

  /// Whether the register may be changed now.
  package func isFree(_ register: Int) -> Bool { !registers[register].isUnderWay }

  /// Whether a value is acknowledged to be there, and no change is under way.
  package func isHeld(_ register: Int) -> Bool {
    let state = registers[register]
    return !state.isUnderWay && state.acknowledged > state.deleted
  }

  /// The event that a version of a register is.
  package func event(of register: Int, version: UInt32) -> Int {
    (Int(version) - 1) * registers.count + register
  }

  /// The register and the version that an event is.
  private func place(of event: Int) -> (register: Int, version: UInt32) {
    (event % registers.count, UInt32(event / registers.count) + 1)
  }

  // MARK: Changing

  /// Notes that the register's next version is sent.
  ///
  /// - Returns: the event to write.
  package func write(_ register: Int) -> Int {
    event(of: register, version: change(register))
  }

  /// Notes that the register's deletion is sent.
  package func delete(_ register: Int) {
    registers[register].deletedBefore = registers[register].deleted
    registers[register].deleted = change(register)
  }

  private func change(_ register: Int) -> UInt32 {
    precondition(isFree(register), "a change of register \(register) is under way")
    registers[register].isUnderWay = true
    registers[register].sent += 1
    return registers[register].sent
  }

  /// Notes that the change under way was acknowledged.
  package func acknowledge(_ register: Int) {
    registers[register].isUnderWay = false
    registers[register].acknowledged = registers[register].sent
    if registers[register].deleted != registers[register].sent { newest = register }
  }

  /// Notes that the change under way was refused: the next one is the same version.
  package func refuse(_ register: Int) {
    registers[register].isUnderWay = false
    if registers[register].deleted == registers[register].sent {
      registers[register].deleted = registers[register].deletedBefore
    }
    registers[register].sent -= 1
  }

  // MARK: Reading

  /// What a reader that begins now must see at least.
  package func floor(of register: Int) -> UInt32 { registers[register].acknowledged }

  /// Judges what a reader saw.
  ///
  /// - Parameters:
  ///   - event: the event that the value is, byte for byte; `nil` if the register was empty.
  ///   - floor: what was acknowledged when the reader began.
  /// - Returns: what is wrong: `stale` where it is older than that; `unwritten` where it is nothing that was ever sent
  ///   to this register.
  package func flaw(ofReading event: Int?, from register: Int, floor: UInt32) -> String? {
    let state = registers[register]
    guard let event else { return state.deleted >= floor ? nil : "stale" }
    let (owner, version) = place(of: event)
    guard owner == register, version <= state.sent else { return "unwritten" }
    return version >= floor ? nil : "stale"
  }
}
