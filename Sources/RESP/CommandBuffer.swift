/// Commands in the server's protocol, one after the other, in memory that is kept from batch to batch.
///
///     var commands = CommandBuffer()
///     commands.append(command: ["CONFIG", "GET", "maxmemory"])
///     // Where millions are written: no string and no array for any of them.
///     commands.begin("SET", arguments: 2)
///     commands.append(argument: "event:", number: 7, digits: 19)
///     commands.append(argument: bytes)
///     commands.withUnsafeBytes { … }
///
/// A command is an array of bulk strings: `*2\r\n$3\r\nGET\r\n$1\r\nk\r\n`, see
/// https://redis.io/docs/latest/develop/reference/protocol-spec/. All commands of this package are written here.
/// hiredis' `redisFormatCommandArgv` takes an array of pointers to all words of a command and allocates memory for each
/// command, which is then copied into the connection's buffer; and it writes to no file and for no other socket.
package struct CommandBuffer: ~Copyable {
  private var base: UnsafeMutableRawPointer
  private var capacity: Int

  /// Bytes written.
  package private(set) var count = 0

  /// How many arguments the command that was begun last still lacks.
  private var missingArguments = 0

  /// Makes an empty buffer.
  ///
  /// - Parameter capacity: bytes that fit before it grows, at least 1.
  package init(capacity: Int = 64 * 1024) {
    self.capacity = max(capacity, 1)
    base = .allocate(byteCount: self.capacity, alignment: 16)
  }

  deinit {
    base.deallocate()
  }

  /// Forgets all commands and keeps the memory.
  package mutating func removeAll() {
    count = 0
    missingArguments = 0
  }

  /// Lends the bytes of all commands, which must be complete. The pointer must not leave `body`.
  package borrowing func withUnsafeBytes<Result: ~Copyable, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    assert(missingArguments == 0, "the last command lacks \(missingArguments) arguments")
    return try body(UnsafeRawBufferPointer(start: base, count: count))
  }
}

// The memory has exactly one owner, so handing the buffer to another thread hands over all of it.
extension CommandBuffer: @unchecked Sendable {}

extension CommandBuffer {
  /// Begins a command; exactly so many arguments must follow.
  package mutating func begin(_ name: StaticString, arguments: Int) {
    begin(arguments: arguments, room: name.utf8CodeUnitCount)
    missingArguments += 1
    append(argument: name)
  }

  /// Appends an argument that is a literal.
  package mutating func append(argument text: StaticString) {
    put(argument: text.utf8Start, count: text.utf8CodeUnitCount)
  }

  /// Appends a text as an argument, in UTF-8.
  package mutating func append(text: String) {
    var text = text
    text.withUTF8 { put(argument: $0.baseAddress, count: $0.count) }
  }

  /// Appends an argument, which must not be memory of this buffer.
  package mutating func append(argument bytes: UnsafeRawBufferPointer) {
    put(argument: bytes.baseAddress, count: bytes.count)
  }

  /// Appends an argument.
  package mutating func append(argument bytes: some Collection<UInt8>) {
    let isContiguous: Void? = bytes.withContiguousStorageIfAvailable {
      append(argument: UnsafeRawBufferPointer($0))
    }
    if isContiguous == nil { Array(bytes).withUnsafeBytes { append(argument: $0) } }
  }

  /// Appends an argument that is a text and a number, such as `event:0000000000000000007`.
  ///
  /// - Parameters:
  ///   - number: at least 0.
  ///   - digits: at least so many, with zeros in front.
  package mutating func append(argument text: StaticString, number: Int, digits: Int) {
    let digits = max(digits, digitCount(number))
    let length = text.utf8CodeUnitCount + digits
    beginArgument(count: length)
    put(text.utf8Start, count: text.utf8CodeUnitCount)
    put(number, digits: digits)
    putLineEnd()
  }

  /// Appends a whole command.
  ///
  /// - Parameter words: its name and its arguments.
  package mutating func append(command words: some Collection<some Collection<UInt8>>) {
    begin(arguments: words.count - 1, room: 0)
    missingArguments += 1
    for word in words { append(argument: word) }
  }

  /// Appends a whole command.
  ///
  /// - Parameter words: its name and its arguments.
  package mutating func append(command words: [String]) {
    begin(arguments: words.count - 1, room: 0)
    missingArguments += 1
    for word in words { append(text: word) }
  }
}

extension [UInt8] {
  /// The bytes of one command in the server's protocol.
  ///
  /// - Parameter words: its name and its arguments.
  package init(command words: some Collection<some Collection<UInt8>>) {
    var commands = CommandBuffer(capacity: 256)
    commands.append(command: words)
    self = commands.withUnsafeBytes { Array($0) }
  }
}

// MARK: Writing to the memory

extension CommandBuffer {
  /// A sign, the digits of any number and the end of the line.
  private static var headerLimit: Int { 1 + 19 + 2 }

  /// Writes the header of a command.
  ///
  /// - Parameter room: bytes that will follow, if they are known.
  @inline(__always)
  private mutating func begin(arguments: Int, room: Int) {
    assert(missingArguments == 0, "the command before this one lacks \(missingArguments) arguments")
    missingArguments = arguments
    reserve(2 * Self.headerLimit + room + 2)
    putHeader("*", arguments + 1)
  }

  /// Writes the header of an argument, and makes room for the rest of it.
  @inline(__always)
  private mutating func beginArgument(count length: Int) {
    assert(missingArguments > 0, "the command was begun with fewer arguments")
    missingArguments &-= 1
    reserve(Self.headerLimit + length + 2)
    putHeader("$", length)
  }

  @inline(__always)
  private mutating func put(argument start: UnsafeRawPointer?, count length: Int) {
    beginArgument(count: length)
    if let start { put(start, count: length) }
    putLineEnd()
  }

  @inline(__always)
  private mutating func putHeader(_ sign: Unicode.Scalar, _ number: Int) {
    (base + count).storeBytes(of: UInt8(ascii: sign), as: UInt8.self)
    count &+= 1
    put(number, digits: digitCount(number))
    putLineEnd()
  }

  @inline(__always)
  private mutating func putLineEnd() {
    (base + count).storeBytes(of: UInt16(0x0a0d).littleEndian, as: UInt16.self)
    count &+= 2
  }

  @inline(__always)
  private mutating func put(_ start: UnsafeRawPointer, count length: Int) {
    (base + count).copyMemory(from: start, byteCount: length)
    count &+= length
  }

  /// Writes a number that has no more than so many digits.
  @inline(__always)
  private mutating func put(_ number: Int, digits: Int) {
    var rest = UInt(bitPattern: number)
    var position = count &+ digits
    while position > count {
      position &-= 1
      let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
      (base + position).storeBytes(of: UInt8(truncatingIfNeeded: 0x30 &+ digit), as: UInt8.self)
      rest = quotient
      if rest == 0 { break }
    }
    // In front of it, zeros.
    (base + count).initializeMemory(as: UInt8.self, repeating: 0x30, count: position &- count)
    count &+= digits
  }

  @inline(__always)
  private mutating func reserve(_ additional: Int) {
    if additional > capacity &- count { grow(by: additional) }
  }

  @inline(never)
  private mutating func grow(by additional: Int) {
    let larger = max(2 * capacity, count + additional)
    let moved = UnsafeMutableRawPointer.allocate(byteCount: larger, alignment: 16)
    moved.copyMemory(from: base, byteCount: count)
    base.deallocate()
    base = moved
    capacity = larger
  }
}

/// How many decimal digits a number has, which is at least 0.
@inline(__always)
private func digitCount(_ number: Int) -> Int {
  var count = 1
  var bound: UInt = 10
  while UInt(bitPattern: number) >= bound, count < 19 {
    count &+= 1
    bound = bound &* 10
  }
  return count
}
