/// The counter-based random function Philox4x32-10.
///
/// A bijection of 128-bit counters chosen by a 64-bit key: any draw is computed directly from its place, so results do
/// not depend on the order in which, or the thread on which, they are asked for.
///
/// Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011; checked against the
/// known answers published with their Random123 library.
public enum Philox4x32 {
  /// The key's two words.
  public typealias Key = SIMD2<UInt32>
  /// A counter or a block of four random words.
  public typealias Block = SIMD4<UInt32>

  /// The four random words at `counter` under `key`, after ten rounds.
  @inlinable
  public static func block(counter: Block, key: Key) -> Block {
    var (c0, c1, c2, c3) = (counter.x, counter.y, counter.z, counter.w)
    var (k0, k1) = (key.x, key.y)
    for _ in 0..<10 {
      let product0 = UInt64(c0) &* 0xD251_1F53
      let product1 = UInt64(c2) &* 0xCD9E_8D57
      c0 = UInt32(truncatingIfNeeded: product1 &>> 32) ^ c1 ^ k0
      c2 = UInt32(truncatingIfNeeded: product0 &>> 32) ^ c3 ^ k1
      c1 = UInt32(truncatingIfNeeded: product1)
      c3 = UInt32(truncatingIfNeeded: product0)
      k0 = k0 &+ 0x9E37_79B9
      k1 = k1 &+ 0xBB67_AE85
    }
    return Block(c0, c1, c2, c3)
  }
}
