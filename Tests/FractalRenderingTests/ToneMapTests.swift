import Foundation
import FractalCore
import IFS
import Testing

@testable import FractalRendering

@Suite struct ToneMapTests {
  /// Develops one row of hits, each with the same mean colour coordinate, over black in white.
  private func develop(_ hits: [UInt64], exposure: Float, gamma: Float, samples: Float = 2) -> (
    occupied: Int, bytes: [UInt8]
  ) {
    let white = OKLab(lightness: 1, a: 0, b: 0)
    let map = ToneMap(
      colouring: Colouring(
        mode: .coordinate, palette: Palette(stops: [white, white]), exposure: exposure, gamma: gamma),
      samplesPerPixel: samples)
    var cells = [UInt64](repeating: 0, count: 3 * (hits.count + 2))
    for (column, count) in hits.enumerated() { cells[hits.count + 3 + column] = count << 36 + count * 100 }
    var scratch = ToneMap.Scratch()
    var pixels = [UInt8](repeating: 0, count: 3 * hits.count)
    let occupied = cells.withUnsafeBufferPointer { cells in
      pixels.withUnsafeMutableBufferPointer {
        map.develop(cells, height: 1, width: hits.count, scratch: &scratch, onto: $0)
      }
    }
    return (occupied, stride(from: 0, to: pixels.count, by: 3).map { pixels[$0] })
  }

  /// The sRGB byte of linear light, by the standard's formula and the C library.
  private func encoded(_ light: Double) -> Int {
    Int((light <= 0.003_130_8 ? 12.92 * light : 1.055 * pow(light, 1 / 2.4) - 0.055) * 255 + 0.5)
  }

  @Test(arguments: [(8, 2), (1, 1), (100, 3.5)] as [(Float, Float)])
  func brightnessIsTheStatedFormula(exposure: Float, gamma: Float) {
    let hits: [UInt64] = [0, 1, 2, 5, 17, 100, 512]
    let (occupied, bytes) = develop(hits, exposure: exposure, gamma: gamma)
    #expect(occupied == 6 && bytes[0] == 0)
    for (hits, byte) in zip(hits, bytes).dropFirst() {
      let density = { (hits: UInt64) in log(1 + Double(exposure) * Double(hits) / 2) }
      let brightness = pow(density(hits) / density(512), 1 / Double(gamma))
      #expect(abs(Int(byte) - encoded(brightness)) <= 1, "\(hits) hits")
    }
  }

  @Test func belowOnePointBrightnessFallsStraight() {
    let white = OKLab(lightness: 1, a: 0, b: 0)
    var map = ToneMap(
      colouring: Colouring(mode: .coordinate, palette: Palette(stops: [white, white]), exposure: 8, gamma: 2),
      samplesPerPixel: 128)
    map.unit = 64
    let hits: [UInt64] = [8, 16, 32, 64, 128, 64_000]
    var cells = [UInt64](repeating: 0, count: 3 * 8)
    for (column, count) in hits.enumerated() { cells[9 + column] = count << 36 }
    var scratch = ToneMap.Scratch()
    var pixels = [UInt8](repeating: 0, count: 18)
    cells.withUnsafeBufferPointer { cells in
      pixels.withUnsafeMutableBufferPointer {
        _ = map.develop(cells, height: 1, width: 6, scratch: &scratch, onto: $0)
      }
    }
    func level(_ hits: UInt64) -> Double { log(1 + 8 * Double(hits) / 128) / log(1 + 8 * 64_000.0 / 128) }
    for (column, count) in hits.enumerated() {
      let light = count < 64 ? level(count) * level(64).squareRoot() / level(64) : level(count).squareRoot()
      #expect(abs(Int(pixels[3 * column]) - encoded(light)) <= 1, "\(count) 64ths")
    }
  }

  @Test func theWhitePointLeavesFiveOfAThousandAbove() {
    // 1,000 occupied pixels: 994 with 10 hits, 6 with far more. Five may lie above the white point, so it is the sixth.
    let (_, bytes) = develop(
      Array(repeating: 10, count: 994) + [1000, 100_000, 100_000, 100_000, 100_000, 100_000], exposure: 8, gamma: 1)
    #expect(bytes[994] == 255 && bytes[999] == 255)
    let expected = log(1 + 8.0 * 10 / 2) / log(1 + 8.0 * 1000 / 2)
    #expect(abs(Int(bytes[0]) - encoded(expected)) <= 2)
  }

  @Test func nothingHitIsNothingChanged() {
    #expect(develop([0, 0, 0], exposure: 8, gamma: 2) == (0, [0, 0, 0]))
  }

  @Test func gradientsRunAlongTheirAngle() {
    let (black, white) = (OKLab(lightness: 0, a: 0, b: 0), OKLab(lightness: 1, a: 0, b: 0))
    func corners(_ angle: Float) -> [UInt8] {
      var pixels = [UInt8](repeating: 0, count: 20 * 30 * 3)
      pixels.withUnsafeMutableBufferPointer {
        BackgroundPainter.paint(
          .gradient(from: black, to: white, angle: angle), height: 20, width: 30, seed: 1, into: $0)
      }
      return [0, 29, 19 * 30, 19 * 30 + 29].map { pixels[3 * $0] }
    }
    let right = corners(0)
    #expect(right[0] == right[2] && right[1] == right[3] && right[0] < 20 && right[1] > 235)
    let up = corners(.pi / 2)
    #expect(up[0] == up[1] && up[2] == up[3] && up[0] > 235 && up[2] < 20)
  }
}
