internal import CKernels

/// The memory that mixing needs: the picture as planes, one picture a chain, and more to work in.
///
/// The state that changes from step to step is behind pointers: access costs neither a bounds check nor a reference
/// count.
final class Scratch {
  let byteCount: Int
  /// The most chains that a plan may have.
  let chains: Int
  let original: PlaneBuffer
  let copy: PlaneBuffer
  /// Two packed patches.
  let patches: PlaneBuffer
  /// One for each chain's result, and a spare one behind them, with which they are exchanged as operations go back and
  /// forth.
  let pictures: UnsafeMutablePointer<UnsafeMutablePointer<UInt8>>
  /// The location of each chain's result: its picture, or the original if it has no step.
  let results: UnsafeMutablePointer<UnsafePointer<UInt8>?>
  /// The rows in which each chain's result may differ from the original.
  let changedRows: UnsafeMutablePointer<Range<Int>>
  /// Room for a weight of each chain.
  let weights: UnsafeMutablePointer<Float>
  /// The summary for the final mix.
  let mixture: UnsafeMutablePointer<ck_ipmix_mixture>
  /// The start of a chain in the framework `mixedInput`.
  lazy var start = PlaneBuffer(capacity: byteCount)
  /// The state of the framework `rounds`.
  lazy var state = FloatBuffer(capacity: byteCount)
  /// A run of normalised values on their way to bytes.
  lazy var values = FloatBuffer(capacity: ByteResult.runLength)

  private let owned: [PlaneBuffer]

  init(byteCount: Int, chains: Int) {
    self.byteCount = byteCount
    self.chains = chains
    original = PlaneBuffer(capacity: byteCount)
    copy = PlaneBuffer(capacity: byteCount)
    patches = PlaneBuffer(capacity: 2 * byteCount)
    owned = (0...chains).map { _ in PlaneBuffer(capacity: byteCount) }
    pictures = .allocate(capacity: chains + 1)
    for number in 0...chains { (pictures + number).initialize(to: owned[number].start) }
    results = .allocate(capacity: chains)
    results.initialize(repeating: nil, count: chains)
    changedRows = .allocate(capacity: chains)
    changedRows.initialize(repeating: 0..<0, count: chains)
    weights = .allocate(capacity: chains)
    weights.initialize(repeating: 0, count: chains)
    mixture = .allocate(capacity: 1)
    mixture.initialize(to: ck_ipmix_mixture())
  }

  deinit {
    pictures.deallocate()
    results.deallocate()
    changedRows.deallocate()
    weights.deallocate()
    mixture.deallocate()
  }

  /// Makes the spare picture a chain's, and that one the spare one.
  func exchange(_ chain: Int) {
    let picture = pictures[chain]
    pictures[chain] = pictures[chains]
    pictures[chains] = picture
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
