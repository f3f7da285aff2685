internal import CFernery
internal import FractalCore

/// Runs the body of an exported function: in a known floating-point state, and with what it throws told to the caller.
func call(_ error: UnsafeMutablePointer<fernery_error>?, _ body: () throws -> Void) -> fernery_status {
  // Never false; asked so that what must be made before a fork is made by whichever call comes first.
  guard Preparation.isDone else { return fernery_status(FERNERY_INTERNAL) }
  let before = FloatState.enter()
  defer { before.restore() }
  do {
    try body()
    return fernery_status(FERNERY_OK)
  } catch let failure {
    let status = status(of: failure)
    error.map { write(status, (failure as? any DescribedError)?.description ?? "\(failure)", to: $0) }
    return status
  }
}

/// Puts a status and as much of a text as has room into the caller's struct.
private func write(_ status: fernery_status, _ text: String, to error: UnsafeMutablePointer<fernery_error>) {
  let offset = MemoryLayout<fernery_error>.offset(of: \.message)!
  let size = min(Int(error.pointee.size), MemoryLayout<fernery_error>.size)
  guard size > offset else { return }
  error.pointee.status = status
  var message = Array(text.utf8.prefix(size - offset - 1))
  // No character is cut in two: what follows its first byte, 10xxxxxx, goes with it.
  if message.count < text.utf8.count {
    var next = text.utf8[text.utf8.index(text.startIndex, offsetBy: message.count)]
    while next & 0xC0 == 0x80, let last = message.popLast() { next = last }
  }
  let target = UnsafeMutableRawPointer(error) + offset
  message.withUnsafeBytes { if let start = $0.baseAddress { target.copyMemory(from: start, byteCount: $0.count) } }
  target.storeBytes(of: 0, toByteOffset: message.count, as: UInt8.self)
}

// MARK: - Arguments

/// A pointer that must not be null.
func required<Pointer>(_ pointer: Pointer?, _ name: String) throws(ABIError) -> Pointer {
  guard let pointer else { throw ABIError(.invalidArgument, "the argument `\(name)` is null") }
  return pointer
}

/// The bytes of a text up to its zero byte, at most `longest`.
func bytes(
  _ pointer: UnsafePointer<CChar>, _ name: String, longest: Int = 65_536
) throws(ABIError) -> UnsafeRawBufferPointer {
  var count = 0
  while count <= longest && pointer[count] != 0 { count += 1 }
  guard count <= longest else {
    throw ABIError(.invalidArgument, "the argument `\(name)` is longer than \(longest) bytes")
  }
  return UnsafeRawBufferPointer(start: pointer, count: count)
}

/// A text; nil stays nil.
func text(_ pointer: UnsafePointer<CChar>?, _ name: String) throws(ABIError) -> String? {
  guard let pointer else { return nil }
  let bytes = try bytes(pointer, name)
  guard let text = String(validating: bytes, as: UTF8.self) else {
    throw ABIError(.invalidArgument, "the argument `\(name)` is not UTF-8")
  }
  return text
}

/// A number within a range, as a Swift number.
func number<Number: BinaryInteger & Sendable>(
  _ value: Number, in range: ClosedRange<Int>, _ name: String
) throws(ABIError) -> Int {
  guard let number = Int(exactly: value), range.contains(number) else {
    throw ABIError(
      .invalidArgument, "`\(name)` must lie in \(range.lowerBound)...\(range.upperBound), and is \(value)")
  }
  return number
}

/// Writes a text without a zero byte, if it has room, and its length.
func put(
  _ text: [UInt8], into target: UnsafeMutablePointer<CChar>?, capacity: UInt64,
  length: UnsafeMutablePointer<UInt64>, _ name: String
) throws(ABIError) {
  if UInt64(text.count) <= capacity, !text.isEmpty {
    let target = UnsafeMutableRawPointer(try required(target, name))
    text.withUnsafeBytes { target.copyMemory(from: $0.baseAddress!, byteCount: $0.count) }
  }
  length.pointee = UInt64(text.count)
}

/// A struct of the caller's, as large as this version knows it: what a shorter one lacks is zero.
///
/// - Parameter smallest: bytes of the struct in the first version that had it.
func structure<Value: BitwiseCopyable>(
  _ pointer: UnsafePointer<Value>?, _ name: String, smallest: Int = MemoryLayout<Value>.size
) throws(ABIError) -> Value {
  let pointer = try required(pointer, name)
  let size = try structureSize(UnsafeRawPointer(pointer), name, smallest: smallest)
  return withUnsafeTemporaryAllocation(of: Value.self, capacity: 1) { value in
    let bytes = UnsafeMutableRawBufferPointer(value)
    bytes.initializeMemory(as: UInt8.self, repeating: 0)
    bytes.baseAddress!.copyMemory(from: pointer, byteCount: min(size, bytes.count))
    return value[0]
  }
}

/// Writes a result struct, as much of it as the caller's has; its `size` stays the caller's.
func put<Value: BitwiseCopyable>(
  _ value: Value, into pointer: UnsafeMutablePointer<Value>, _ name: String, smallest: Int = MemoryLayout<Value>.size
) throws(ABIError) {
  let size = try structureSize(UnsafeRawPointer(pointer), name, smallest: smallest)
  withUnsafeBytes(of: value) { bytes in
    let skipped = MemoryLayout<UInt32>.size
    (UnsafeMutableRawPointer(pointer) + skipped).copyMemory(
      from: bytes.baseAddress! + skipped, byteCount: min(size, bytes.count) - skipped)
  }
}

private func structureSize(_ pointer: UnsafeRawPointer, _ name: String, smallest: Int) throws(ABIError) -> Int {
  let size = Int(pointer.loadUnaligned(as: UInt32.self))
  guard size >= smallest, size <= 1 << 20 else {
    throw ABIError(
      .invalidArgument, "`\(name)` says that it has \(size) bytes, and must have at least \(smallest): set its `size`")
  }
  return size
}
