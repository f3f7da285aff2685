/// A family of random draws, addressed by place and never by order.
///
/// A stream is a 64-bit key; each `(lane, index)` of it is an independent sequence of words. Every kind of draw has its
/// own purpose (see ``StreamPurpose``) or lane, so switching one thing off shifts no other.
public struct RandomStream: Sendable, Hashable {
  /// The key under which this stream's blocks are drawn.
  public let key: UInt64

  /// A stream with a key that was derived elsewhere, such as an asset's own seed.
  @inlinable
  public init(key: UInt64) {
    self.key = key
  }

  /// The stream of one purpose, and of one epoch and view where those exist.
  ///
  /// Its key is words 0 and 1 of Philox4x32-10 at key `seed` and counter (domain, purpose, epoch, view).
  @inlinable
  public init(seed: UInt64, purpose: StreamPurpose, epoch: UInt32 = 0, view: UInt32 = 0) {
    let block = Philox4x32.block(
      counter: .init(purpose.domain.rawValue, purpose.rawValue, epoch, view), key: Self.words(seed))
    self.key = UInt64(block.x) | UInt64(block.y) &<< 32
  }

  /// The four words at (block, lane, index) of this stream.
  @inlinable
  public func block(_ block: UInt32, lane: UInt32 = 0, index: UInt64 = 0) -> Philox4x32.Block {
    let place = Self.words(index)
    return Philox4x32.block(counter: .init(block, lane, place.x, place.y), key: Self.words(key))
  }

  /// The sequence of draws at (lane, index), from its beginning.
  @inlinable
  public func draws(lane: UInt32 = 0, index: UInt64 = 0) -> RandomDraws {
    RandomDraws(stream: self, lane: lane, index: index)
  }

  @inlinable
  static func words(_ value: UInt64) -> SIMD2<UInt32> {
    SIMD2(UInt32(truncatingIfNeeded: value), UInt32(truncatingIfNeeded: value &>> 32))
  }
}

/// Successive draws from one (lane, index) of a stream.
///
/// A value: a copy goes on from the same place. 2^34 words per sequence.
public struct RandomDraws: Sendable {
  @usableFromInline let stream: RandomStream
  @usableFromInline let lane: UInt32
  @usableFromInline let index: UInt64
  @usableFromInline var nextBlock: UInt32 = 0
  @usableFromInline var buffer: Philox4x32.Block = .zero
  @usableFromInline var position = 4

  @inlinable
  init(stream: RandomStream, lane: UInt32, index: UInt64) {
    self.stream = stream
    self.lane = lane
    self.index = index
  }

  /// The next 32 random bits.
  @inlinable
  public mutating func word() -> UInt32 {
    if position == 4 {
      buffer = stream.block(nextBlock, lane: lane, index: index)
      nextBlock &+= 1
      position = 0
    }
    defer { position &+= 1 }
    return buffer[position]
  }

  /// The next 64 random bits: the first word drawn is the low one.
  @inlinable
  public mutating func doubleWord() -> UInt64 {
    let low = UInt64(word())
    return low | UInt64(word()) &<< 32
  }

  /// Uniform on [0, 1): a multiple of 2^-53.
  @inlinable
  public mutating func unit() -> Double {
    Double(doubleWord() &>> 11) * 0x1p-53
  }

  /// Uniform on (0, 1]: a multiple of 2^-53, fit for a logarithm.
  @inlinable
  public mutating func positiveUnit() -> Double {
    (Double(doubleWord() &>> 11) + 1) * 0x1p-53
  }

  /// Uniform on [low, high).
  @inlinable
  public mutating func uniform(_ low: Double, _ high: Double) -> Double {
    low + (high - low) * unit()
  }

  /// A whole number uniform on `0..<bound`; takes two words whatever the bound.
  ///
  /// The high half of a 64-bit product: its bias is below bound * 2^-64.
  ///
  /// - Precondition: `bound > 0`.
  @inlinable
  public mutating func below(_ bound: Int) -> Int {
    precondition(bound > 0, "an empty range has no element to draw")
    return Int(doubleWord().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// A whole number uniform on `range`.
  @inlinable
  public mutating func whole(in range: ClosedRange<Int>) -> Int {
    range.lowerBound + below(range.upperBound - range.lowerBound + 1)
  }

  /// True with chance 1/2.
  @inlinable
  public mutating func coin() -> Bool {
    word() & 0x8000_0000 != 0
  }

  /// The index of one of `weights`, with a chance proportional to its weight.
  ///
  /// - Precondition: no weight is negative and one is positive.
  @inlinable
  public mutating func index(weights: some Collection<Double>) -> Int {
    var total = 0.0
    for weight in weights { total += weight }
    precondition(total > 0, "weights need a positive sum")
    var left = unit() * total
    var last = 0
    for (index, weight) in weights.enumerated() where weight > 0 {
      if left < weight { return index }
      left -= weight
      last = index
    }
    return last
  }
}
