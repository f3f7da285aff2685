import Foundation
import FractalCore
import Testing

@Suite struct FloatStateTests {
  /// 1 + 2^-60 is 1 to nearest, and the next number upwards.
  private static func sum(_ small: Double) -> Double { 1 + small }

  @Test func aForeignRoundingIsSetAsideAndPutBack() {
    fesetround(FE_UPWARD)
    defer { fesetround(FE_TONEAREST) }
    let small = 0x1p-60
    #expect(Self.sum(small) == 1.0.nextUp)
    let before = FloatState.enter()
    #expect(Self.sum(small) == 1)
    before.restore()
    #expect(fegetround() == FE_UPWARD)
    #expect(Self.sum(small) == 1.0.nextUp)
  }
}
