/// The memory that mixing needs: the picture as planes, one picture a chain, and more to work in.
final class Scratch {
  let byteCount: Int
  let original: PlaneBuffer
  let copy: PlaneBuffer
  /// Two packed patches.
  let patches: PlaneBuffer
  /// One for each chain's result; exchanged with ``spare`` as operations go back and forth.
  var pictures: [PlaneBuffer]
  var spare: PlaneBuffer
  /// Where each chain's result lies: its picture, or the original where it has no step.
  var results: [UnsafePointer<UInt8>]
  /// The rows in which each chain's result may differ from the original.
  var changedRows: [Range<Int>]
  /// Room for a weight of each chain.
  var weights: [Float]
  /// What a chain of the framework `mixedInput` starts from.
  lazy var start = PlaneBuffer(capacity: byteCount)
  /// The state of the framework `rounds`.
  lazy var state = FloatBuffer(capacity: byteCount)
  /// A run of normalised values on their way to bytes.
  lazy var values = FloatBuffer(capacity: ByteResult.runLength)

  init(byteCount: Int, chains: Int) {
    self.byteCount = byteCount
    original = PlaneBuffer(capacity: byteCount)
    copy = PlaneBuffer(capacity: byteCount)
    patches = PlaneBuffer(capacity: 2 * byteCount)
    spare = PlaneBuffer(capacity: byteCount)
    pictures = (0..<chains).map { _ in PlaneBuffer(capacity: byteCount) }
    changedRows = pictures.map { _ in 0..<0 }
    results = pictures.map { UnsafePointer($0.start) }
    weights = pictures.map { _ in 0 }
  }
}

/// Memory for float32 values, freed with the value.
final class FloatBuffer {
  let start: UnsafeMutablePointer<Float>

  init(capacity: Int) {
    start = .allocate(capacity: capacity)
    start.initialize(repeating: 0, count: capacity)
  }

  deinit { start.deallocate() }
}
