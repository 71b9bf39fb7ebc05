import Testing
import Workload

@Suite("Registers")
struct RegistersTests {
  private let registers = Registers(count: 10)

  /// Writes the next version of a register, which is acknowledged.
  @discardableResult
  private func write(_ register: Int) -> Int {
    let event = registers.write(register)
    registers.acknowledge(register)
    return event
  }

  private func delete(_ register: Int) {
    registers.delete(register)
    registers.acknowledge(register)
  }

  /// What is wrong with the answer to a reader who begins now, or who began with a floor.
  private func flaw(_ event: Int?, of register: Int, floor: UInt32? = nil) -> String? {
    registers.flaw(ofReading: event, from: register, floor: floor ?? registers.floor(of: register))
  }

  // MARK: Versions

  @Test func `each version of each register is an event of its own`() {
    #expect((1...3).map { registers.event(of: 4, version: $0) } == [4, 14, 24])
    #expect([write(4), write(4), write(5)] == [4, 14, 5])
    // A deletion is a version too.
    delete(4)
    #expect(write(4) == 34)
  }

  @Test func `the newest is what was written last with success`() {
    #expect(registers.newest == nil)
    write(3)
    write(4)
    #expect(registers.newest == 4)
    _ = registers.write(3)
    #expect(registers.newest == 4)
    registers.refuse(3)
    #expect(registers.newest == 4)
    delete(3)
    #expect(registers.newest == 4)
  }

  @Test func `a register is free unless a change is under way, and held once one was acknowledged`() {
    #expect(registers.isFree(2) && !registers.isHeld(2))
    _ = registers.write(2)
    #expect(!registers.isFree(2) && !registers.isHeld(2))
    registers.acknowledge(2)
    #expect(registers.isFree(2) && registers.isHeld(2))
    registers.delete(2)
    #expect(!registers.isFree(2) && !registers.isHeld(2))
    registers.acknowledge(2)
    #expect(registers.isFree(2) && !registers.isHeld(2))
    write(2)
    #expect(registers.isHeld(2))
  }

  // MARK: Written

  @Test func `what was acknowledged last is right, and what was before is stale`() {
    let (first, second) = (write(7), write(7))
    #expect(flaw(second, of: 7) == nil)
    #expect(flaw(first, of: 7) == "stale")
    #expect(flaw(nil, of: 7) == "stale")
  }

  @Test func `while a write is under way its value is as right as the one before`() {
    let first = write(7)
    let second = registers.write(7)
    #expect(flaw(first, of: 7) == nil)
    #expect(flaw(second, of: 7) == nil)
    #expect(flaw(nil, of: 7) == "stale")
  }

  @Test func `a reader may see all that was sent since it began`() {
    let first = write(7)
    let floor = registers.floor(of: 7)
    let (second, third) = (write(7), registers.write(7))
    for event in [first, second, third] { #expect(flaw(event, of: 7, floor: floor) == nil) }
    // For one who begins now the first is too old.
    #expect(flaw(first, of: 7) == "stale")
    #expect(flaw(second, of: 7) == nil)
  }

  @Test func `before the first write nothing is right, and so it is until that is acknowledged`() {
    #expect(flaw(nil, of: 7) == nil)
    let floor = registers.floor(of: 7)
    let event = registers.write(7)
    #expect(flaw(nil, of: 7) == nil)
    #expect(flaw(event, of: 7) == nil)
    registers.acknowledge(7)
    #expect(flaw(nil, of: 7) == "stale")
    #expect(flaw(nil, of: 7, floor: floor) == nil)
  }

  @Test func `a version that was not sent yet is unwritten`() {
    write(7)
    #expect(flaw(registers.event(of: 7, version: 2), of: 7) == "unwritten")
    #expect(flaw(registers.event(of: 7, version: 1_000_000), of: 7) == "unwritten")
    #expect(flaw(0, of: 0) == "unwritten")
  }

  @Test func `the value of another register is unwritten, also where it is right there`() {
    let (seventh, eighth) = (write(7), write(8))
    #expect(flaw(eighth, of: 7) == "unwritten")
    #expect(flaw(seventh, of: 8) == "unwritten")
  }

  // MARK: Deleted

  @Test func `after its deletion a register is empty, and its old value is stale`() {
    let event = write(7)
    delete(7)
    #expect(flaw(nil, of: 7) == nil)
    #expect(flaw(event, of: 7) == "stale")
  }

  @Test func `while a deletion is under way both are right`() {
    let event = write(7)
    registers.delete(7)
    #expect(flaw(nil, of: 7) == nil)
    #expect(flaw(event, of: 7) == nil)
  }

  @Test func `what was written after the deletion is there, and nothing is stale`() {
    let first = write(7)
    let before = registers.floor(of: 7)
    delete(7)
    let second = write(7)
    #expect(flaw(second, of: 7) == nil)
    #expect(flaw(nil, of: 7) == "stale")
    #expect(flaw(first, of: 7) == "stale")
    // One who began before the deletion may see it all.
    for event in [first, second, nil] { #expect(flaw(event, of: 7, floor: before) == nil) }
  }

  // MARK: Refused

  @Test func `a refused write leaves what was there`() {
    let first = write(7)
    let refused = registers.write(7)
    registers.refuse(7)
    #expect(registers.isFree(7) && registers.isHeld(7))
    #expect(flaw(first, of: 7) == nil)
    #expect(flaw(nil, of: 7) == "stale")
    #expect(flaw(refused, of: 7) == "unwritten")
    // The next one is the same version.
    #expect(write(7) == refused)
    #expect(flaw(refused, of: 7) == nil)
    #expect(flaw(first, of: 7) == "stale")
  }

  @Test func `a refused first write leaves nothing`() {
    let refused = registers.write(7)
    registers.refuse(7)
    #expect(!registers.isHeld(7))
    #expect(flaw(nil, of: 7) == nil)
    #expect(flaw(refused, of: 7) == "unwritten")
  }

  @Test func `a refused deletion leaves what was there, and nothing is stale`() {
    let event = write(7)
    registers.delete(7)
    registers.refuse(7)
    #expect(registers.isHeld(7))
    #expect(flaw(event, of: 7) == nil)
    #expect(flaw(nil, of: 7) == "stale")
    // As often as it is refused.
    registers.delete(7)
    registers.refuse(7)
    #expect(flaw(nil, of: 7) == "stale")
    delete(7)
    #expect(flaw(nil, of: 7) == nil)
    #expect(flaw(event, of: 7) == "stale")
  }

  @Test func `a refused deletion does not undo the one before`() {
    write(7)
    delete(7)
    let floor = registers.floor(of: 7)
    let event = write(7)
    registers.delete(7)
    registers.refuse(7)
    // A reader that began when the register was empty.
    #expect(flaw(nil, of: 7, floor: floor) == nil)
    #expect(flaw(event, of: 7, floor: floor) == nil)
    #expect(flaw(nil, of: 7) == "stale")
  }
}
