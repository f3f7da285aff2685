import Foundation
import FractalCore
import IFS
import TestSupport
import Testing

@testable import FractalRendering

/// Every variation of the kernel against its formula, written here once more from the paper, in double.
@Suite struct VariationTests {
  typealias Point = (x: Double, y: Double)

  /// What a kind may give at a point: one value, or one for each of its random choices.
  private func expected(_ kind: Variation.Kind, _ p: [Double], at z: Point) -> [Point] {
    let (x, y) = z
    let r = hypot(x, y)
    let (theta, phi) = (atan2(x, y), atan2(y, x))
    func polar(_ radius: Double, _ angle: Double) -> Point { (radius * cos(angle), radius * sin(angle)) }
    func modulo(_ a: Double, _ b: Double) -> Double { a - b * floor(a / b) }
    switch kind {
    case .linear: return [(x, y)]
    case .sinusoidal: return [(sin(x), sin(y))]
    case .spherical: return [(x / (r * r), y / (r * r))]
    case .swirl: return [(x * sin(r * r) - y * cos(r * r), x * cos(r * r) + y * sin(r * r))]
    case .horseshoe: return [((x - y) * (x + y) / r, 2 * x * y / r)]
    case .polar: return [(theta / .pi, r - 1)]
    case .handkerchief: return [(r * sin(theta + r), r * cos(theta - r))]
    case .heart: return [(r * sin(theta * r), -r * cos(theta * r))]
    case .disc: return [(theta / .pi * sin(.pi * r), theta / .pi * cos(.pi * r))]
    case .spiral: return [((cos(theta) + sin(r)) / r, (sin(theta) - cos(r)) / r)]
    case .hyperbolic: return [(sin(theta) / r, r * cos(theta))]
    case .diamond: return [(sin(theta) * cos(r), cos(theta) * sin(r))]
    case .ex:
      let (m, n) = (pow(sin(theta + r), 3), pow(cos(theta - r), 3))
      return [(r * (m + n), r * (m - n))]
    case .julia: return [0, Double.pi].map { polar(r.squareRoot(), theta / 2 + $0) }
    case .bent: return [(x < 0 ? 2 * x : x, y < 0 ? y / 2 : y)]
    case .waves: return [(x + p[0] * sin(y * p[1]), y + p[2] * sin(x * p[3]))]
    case .fisheye: return [(2 / (r + 1) * y, 2 / (r + 1) * x)]
    case .popcorn: return [(x + p[0] * sin(tan(3 * y)), y + p[1] * sin(tan(3 * x)))]
    case .exponential: return [polar(exp(x - 1), .pi * y)]
    case .power: return [polar(pow(r, sin(theta)), theta)]
    case .cosine: return [(cos(.pi * x) * cosh(y), -sin(.pi * x) * sinh(y))]
    case .rings: return [polar(modulo(r + p[0], 2 * p[0]) - p[0] + r * (1 - p[0]), theta)]
    case .fan:
      let turn = modulo(theta + p[1], p[0]) > p[0] / 2 ? -p[0] / 2 : p[0] / 2
      return [polar(r, theta + turn)]
    case .blob: return [polar(r * (p[1] + (p[0] - p[1]) / 2 * (sin(p[2] * theta) + 1)), theta)]
    case .pdj: return [(sin(p[0] * y) - cos(p[1] * x), sin(p[2] * x) - cos(p[3] * y))]
    case .eyefish: return [(2 / (r + 1) * x, 2 / (r + 1) * y)]
    case .bubble: return [(4 / (r * r + 4) * x, 4 / (r * r + 4) * y)]
    case .cylinder: return [(sin(x), y)]
    case .julian:
      return (0..<Int(abs(p[0]))).map { polar(pow(r, p[1] / p[0]), (phi + 2 * .pi * Double($0)) / p[0]) }
    case .curl:
      let (s, t) = (1 + p[0] * x + p[1] * (x * x - y * y), p[0] * y + 2 * p[1] * x * y)
      return [((x * s + y * t) / (s * s + t * t), (y * s - x * t) / (s * s + t * t))]
    case .rectangles:
      return [((2 * floor(x / p[0]) + 1) * p[0] - x, (2 * floor(y / p[1]) + 1) * p[1] - y)]
    case .tangent: return [(sin(x) / cos(y), tan(y))]
    case .cross: return [(x / abs(x * x - y * y), y / abs(x * x - y * y))]
    case .blur: return []
    }
  }

  private func parameters(_ kind: Variation.Kind, _ draws: inout RandomDraws) -> [Float] {
    switch kind {
    case .julian: [Float(draws.whole(in: 2...6)) * (draws.coin() ? 1 : -1), Float(draws.uniform(0.5, 1.5))]
    case .rings, .fan, .rectangles: kind.parameters.map { _ in Float(draws.uniform(0.2, 1.5)) }
    default: kind.parameters.map { _ in Float(draws.uniform(-2, 2)) }
    }
  }

  @Test(.slow, arguments: Variation.Kind.allCases) func everyVariationFollowsItsFormula(kind: Variation.Kind) throws {
    var draws = RandomStream(seed: 31, purpose: .testCase).draws(lane: UInt32(kind.rawValue))
    // The points' square, from -2 to 2.
    let pre = AffineMap(a: 2, b: 0, c: 0, d: 2, e: 0, f: 0)
    for seed in 0..<20 {
      let variation = try Variation(kind, weight: 0.75, parameters: parameters(kind, &draws))
      let points = try FlameProbe.apply(FlameMap(pre: pre, variations: [variation]), seed: UInt64(seed))
      let wrong = points.count { from, to in !isRight(variation, at: (2 * Double(from.x), 2 * Double(from.y)), to) }
      // Where a formula jumps, as fan and rectangles do, rounding may take the other side.
      #expect(wrong <= 2, "\(wrong) of \(points.count) points of \(kind.name)")
    }
  }

  /// Within 10^-5 of one of the values that the formula has in a neighbourhood of 10^-6 around the point: as much as
  /// float32 allows where it is steep.
  private func isRight(_ variation: Variation, at z: Point, _ result: FlameProbe.Point) -> Bool {
    let got = (Double(result.x) / 0.75, Double(result.y) / 0.75)
    guard variation.kind != .blur else { return hypot(got.0, got.1) <= 1.000_001 }
    let p = variation.parameters.map(Double.init)
    return expected(variation.kind, p, at: z).indices.contains { branch in
      let value = expected(variation.kind, p, at: z)[branch]
      let size = max(1, abs(value.x), abs(value.y))
      let near = [(1e-6, 0), (0, 1e-6)].map { step in
        let moved = expected(variation.kind, p, at: (z.x + step.0, z.y + step.1))[branch]
        return hypot(moved.x - value.x, moved.y - value.y)
      }
      return hypot(got.0 - value.x, got.1 - value.y) <= 1e-5 * size + 2 * near.reduce(0, +)
    }
  }

  @Test func randomChoicesTakeEveryBranchAboutAsOften() throws {
    func results(_ variation: Variation) throws -> [FlameProbe.Point] {
      try FlameProbe.apply(
        FlameMap(pre: FlameProbe.identity, variations: [variation]), to: (0.8, 0.3), count: 8000)
    }
    let angles = try results(Variation(.julian, parameters: [4, 1])).map { atan2($0.y, $0.x) }
    var counts: [Int: Int] = [:]
    for angle in angles { counts[Int((Double(angle) / (.pi / 2)).rounded()), default: 0] += 1 }
    #expect(counts.count == 4)
    for count in counts.values { #expect(abs(count - 2000) < 160, "four deviations of 39") }
    let positive = try results(Variation(.julia)).count { $0.x > 0 }
    #expect(abs(positive - 4000) < 180)
  }

  @Test func mapsComposePreVariationsAndPost() throws {
    let pre = AffineMap(a: 0.5, b: 0.25, c: -0.5, d: 1, e: 0.125, f: -0.25)
    let post = AffineMap(a: 2, b: 0, c: 1, d: -1, e: 0.5, f: 0.25)
    let map = FlameMap(
      pre: pre, variations: [try Variation(.linear, weight: 0.5), try Variation(.bent, weight: 0.25)], post: post)
    // (1, -2) goes to (0.125, -2.75), the sum of half of it and a quarter of (0.125, -1.375), then the post map.
    let (x, y) = (0.0625 + 0.03125, -1.375 - 0.34375)
    #expect(try FlameProbe.apply(map, to: (1, -2))[0] == (Float(2 * x + 0.5), Float(x - y + 0.25)))
  }

  @Test(.comparesInstructionSets, arguments: InstructionSet.supported) func everyLevelGivesTheSameBits(
    level: InstructionSet
  ) throws {
    var draws = RandomStream(seed: 32, purpose: .testCase).draws()
    for kind in Variation.Kind.allCases {
      let variation = try Variation(kind, weight: 0.7, parameters: parameters(kind, &draws))
      for scale in [Float(1e-6), 9, 1e6] {
        let pre = AffineMap(a: scale, b: 0, c: 0, d: scale, e: 0, f: 0)
        func bits(_ level: InstructionSet) throws -> [UInt32] {
          try FlameProbe.apply(FlameMap(pre: pre, variations: [variation]), on: level)
            .flatMap { [$0.to.x, $0.to.y] }.map { $0.isNaN ? .max : $0.bitPattern }
        }
        #expect(try bits(level) == bits(.baseline), "\(kind.name)")
      }
    }
  }
}
