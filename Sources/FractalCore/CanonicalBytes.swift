/// Writes values in the one little-endian form that is hashed and stored.
public struct CanonicalWriter: Sendable {
  /// The bytes written so far.
  public private(set) var bytes: [UInt8] = []

  /// An empty writer.
  public init() {}

  /// Appends a whole number, least significant byte first.
  public mutating func write<Number: FixedWidthInteger>(_ number: Number) {
    withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
  }

  /// Appends a float32 by its bit pattern, negative zero as zero.
  public mutating func write(_ number: Float) {
    write((number == 0 ? 0 : number).bitPattern)
  }

  /// Appends bytes as they are.
  public mutating func write(contentsOf other: some Collection<UInt8>) {
    bytes.append(contentsOf: other)
  }
}

/// Reads what ``CanonicalWriter`` wrote; never past the end.
public struct CanonicalReader: Sendable {
  /// The bytes ended before the value did.
  public struct EndOfBytes: Error {}

  private let bytes: [UInt8]
  private var position = 0

  /// Reads from the beginning of `bytes`.
  public init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// How many bytes are left.
  public var remaining: Int { bytes.count - position }

  /// The next whole number.
  public mutating func read<Number: FixedWidthInteger>(_: Number.Type = Number.self) throws(EndOfBytes) -> Number {
    let size = MemoryLayout<Number>.size
    guard remaining >= size else { throw EndOfBytes() }
    var number: Number = 0
    for offset in (0..<size).reversed() {
      number = size == 1 ? Number(truncatingIfNeeded: bytes[position]) : number << 8 | Number(bytes[position + offset])
    }
    position += size
    return number
  }

  /// The next float32.
  public mutating func readFloat() throws(EndOfBytes) -> Float {
    Float(bitPattern: try read(UInt32.self))
  }

  /// The next `count` bytes.
  public mutating func read(count: Int) throws(EndOfBytes) -> [UInt8] {
    guard count >= 0, remaining >= count else { throw EndOfBytes() }
    defer { position += count }
    return Array(bytes[position..<position + count])
  }
}
