/// A zlib stream (RFC 1950) that holds the bytes as they are, in stored blocks (RFC 1951, section 3.2.4): any reader of
/// zlib accepts it, and nothing needs to be linked to write it.
package func zlibStream(storing bytes: [UInt8]) -> [UInt8] {
  var stream: [UInt8] = [0x78, 0x01]
  var rest = bytes[...]
  repeat {
    let block = rest.prefix(0xFFFF)
    rest = rest.dropFirst(block.count)
    let length = UInt16(block.count)
    stream.append(rest.isEmpty ? 1 : 0)
    stream.append(bigEndian: length.byteSwapped)
    stream.append(bigEndian: (~length).byteSwapped)
    stream += block
  } while !rest.isEmpty
  stream.append(bigEndian: adler32(bytes))
  return stream
}

/// The checksum of RFC 1950, section 8.2.
package func adler32(_ bytes: [UInt8]) -> UInt32 {
  var sum: UInt32 = 1
  var sumOfSums: UInt32 = 0
  for byte in bytes {
    sum = (sum + UInt32(byte)) % 65_521
    sumOfSums = (sumOfSums + sum) % 65_521
  }
  return (sumOfSums << 16) | sum
}
