import Foundation
import FractalCore
import IFS
import TestSupport
import Testing

@testable import FractalRendering

@Suite struct EscapeTimeFieldTests {
  private static let allTraps: [OrbitTrap] = try! [
    OrbitTrap(shape: .point, x: 0.3, y: -0.2), OrbitTrap(shape: .line, x: 0.1, y: 0.2, angle: 0.5),
    OrbitTrap(shape: .cross, x: -0.4, y: 0.1, angle: 1.2), OrbitTrap(shape: .circle, x: 0.2, y: 0.3, radius: 0.6),
  ]

  private func samples(
    _ fractal: EscapeTime, _ framing: Framing, side: Int, on level: InstructionSet = .best
  ) -> EscapeTimeField.Samples {
    EscapeTimeField(fractal, framing: framing, height: side, width: side, instructionSet: level).samples()
  }

  private func whole(_ radius: Float = 2) -> Framing { Framing(centreX: 0, centreY: 0, radius: radius) }

  @Test(.comparesInstructionSets, arguments: InstructionSet.supported) func everyLevelGivesTheSameBits(
    level: InstructionSet
  ) throws {
    for power in EscapeTime.powers {
      for trap in Self.allTraps {
        for plane in [EscapeTime.Plane.mandelbrot, .julia(x: -0.6, y: 0.5)] {
          let fractal = try EscapeTime(plane: plane, power: power, iterations: 30, trap: trap)
          let framing = Framing(centreX: 0.1, centreY: 0.2, radius: 1.1, rotation: 0.3)
          let field = { (level: InstructionSet) in
            EscapeTimeField(fractal, framing: framing, height: 9, width: 21, grid: 2, instructionSet: level).samples()
          }
          let (ours, baseline) = (field(level), field(.baseline))
          #expect(ours.counts == baseline.counts && ours.norms == baseline.norms)
          #expect(ours.distances == baseline.distances)
        }
      }
    }
  }

  /// Against the definition, iterated one sample at a time: the count, the norm and the least distance by other formulas.
  @Test func samplesAreWhatTheDefinitionSays() throws {
    let side = 21
    for power in EscapeTime.powers {
      for trap in Self.allTraps {
        let fractal = try EscapeTime(plane: .julia(x: 0.36, y: -0.5), power: power, iterations: 40, trap: trap)
        let samples = samples(fractal, whole(1.3125), side: side)
        for row in 0..<side {
          for column in 0..<side {
            var z = Complex(
              re: (Double(column) + 0.5 - 10.5) / 8, im: -(Double(row) + 0.5 - 10.5) / 8)
            var (count, least) = (-1, Double.infinity)
            for n in 1...40 {
              z = z.power(power)
              (z.re, z.im) = (z.re + Double(Float(0.36)), z.im + Double(Float(-0.5)))
              least = min(least, Self.distance(z, trap))
              if z.re * z.re + z.im * z.im > 65_536 {
                count = n
                break
              }
            }
            let place = row * side + column
            #expect(samples.counts[place] == Float(count), "\(power) \(trap.shape)")
            guard count >= 0, count < 12 else { continue }
            let norm = z.re * z.re + z.im * z.im
            #expect(abs(Double(samples.norms[place]) - norm) < 1e-5 * norm)
            #expect(abs(Double(samples.distances[place]) - least) < 1e-5 * max(1, least))
          }
        }
      }
    }
  }

  /// Distances by projections, an independent way to write them.
  private static func distance(_ z: Complex, _ trap: OrbitTrap) -> Double {
    let (dx, dy) = (z.re - Double(trap.x), z.im - Double(trap.y))
    let (length, direction) = (hypot(dx, dy), atan2(dy, dx) - Double(trap.angle))
    switch trap.shape {
    case .point: return length
    case .line: return abs(length * sin(direction))
    case .cross: return min(abs(length * sin(direction)), abs(length * cos(direction)))
    case .circle: return abs(length - Double(trap.radius))
    }
  }

  /// The main cardioid and the disc of period 2 are known in closed form, and so is about how large the whole set is.
  @Test func theMandelbrotSetHasItsCardioidItsDiscAndItsArea() throws {
    let side = 160
    let fractal = try EscapeTime(plane: .mandelbrot, iterations: 400, trap: Self.allTraps[0])
    let framing = Framing(centreX: -0.75, centreY: 0, radius: 1.3)
    let samples = samples(fractal, framing, side: side)
    let step = 2.6 / Double(side)
    var (cardioid, disc, all) = (0, 0, 0)
    for row in 0..<side {
      for column in 0..<side {
        let x = -0.75 + (Double(column) + 0.5) * step - 1.3
        let y = 1.3 - (Double(row) + 0.5) * step
        let isBounded = samples.counts[row * side + column] < 0
        let q = (x - 0.25) * (x - 0.25) + y * y
        let isInCardioid = q * (q + x - 0.25) <= 0.25 * y * y
        let isInDisc = (x + 1) * (x + 1) + y * y <= 1.0 / 16
        if isInCardioid || isInDisc { #expect(isBounded, "(\(x), \(y)) is in the set") }
        if isBounded && isInCardioid { cardioid += 1 }
        if isBounded && isInDisc { disc += 1 }
        if isBounded { all += 1 }
      }
    }
    let cell = step * step
    #expect(abs(Double(cardioid) * cell - 3 * Double.pi / 8) < 0.01)
    #expect(abs(Double(disc) * cell - .pi / 16) < 0.005)
    // 1.50659 (Forstemann 2012); orbits that take longer than 400 steps to escape count as well.
    #expect(Double(all) * cell > 1.49 && Double(all) * cell < 1.57)
  }

  /// With steps of a power of two, mirrored samples are exact mirrors.
  @Test func conjugationIsASymmetry() throws {
    let side = 64
    for power in EscapeTime.powers {
      let trap = try OrbitTrap(shape: .circle, x: 0.25, y: 0, radius: 0.5)
      let fractal = try EscapeTime(plane: .mandelbrot, power: power, iterations: 60, trap: trap)
      let samples = samples(fractal, whole(), side: side)
      for row in 0..<side / 2 {
        let (above, below) = (row * side..<(row + 1) * side, (side - 1 - row) * side..<(side - row) * side)
        #expect(samples.counts[above] == samples.counts[below])
        #expect(samples.norms[above] == samples.norms[below])
        #expect(samples.distances[above] == samples.distances[below])
      }
    }
  }

  /// z^p + c with c turned by a root of unity of order p - 1 is the same system turned; a Julia set turns by order p.
  @Test(arguments: 2...6) func rootsOfUnityAreSymmetries(power: Int) throws {
    func differing(_ plane: EscapeTime.Plane, order: Int) throws -> Int {
      let trap = try OrbitTrap(shape: .circle, x: 0, y: 0, radius: 0.5)
      let fractal = try EscapeTime(plane: plane, power: power, iterations: 40, trap: trap)
      let upright = samples(fractal, whole(1.3), side: 48)
      let framing = Framing(centreX: 0, centreY: 0, radius: 1.3, rotation: 2 * .pi / Float(order))
      let turned = samples(fractal, framing, side: 48)
      // Where orbits linger at the edge, rounding decides.
      return zip(upright.counts, turned.counts).count { $0 != $1 }
    }
    if power > 2 { #expect(try differing(.mandelbrot, order: power - 1) < 24) }
    #expect(try differing(.julia(x: 0.4, y: 0.3), order: power) < 24)
    #expect(try differing(.julia(x: 0.4, y: 0.3), order: power + 1) > 100, "no other turn is a symmetry")
  }

  @Test func theGridStandsInTheMiddleOfEachCell() throws {
    let fractal = try EscapeTime(
      plane: .julia(x: 0, y: 0), power: 2, iterations: 8, trap: OrbitTrap(shape: .point, x: 0, y: 0))
    // One step from z_0 far outside is enough: |z_1|^2 = |z_0|^4.
    let framing = Framing(centreX: 1000, centreY: 2000, radius: 32)
    let field = EscapeTimeField(fractal, framing: framing, height: 16, width: 32, grid: 2)
    let samples = field.samples()
    #expect(field.width == 64 && field.rows == 32 && samples.norms.count == 64 * 32)
    for (row, column) in [(0, 0), (5, 40), (31, 63)] {
      let x = 1000 + (Double(column) + 0.5 - 32) * 2
      let y = 2000 - (Double(row) + 0.5 - 16) * 2
      let expected = pow(x * x + y * y, 2)
      #expect(abs(Double(samples.norms[row * 64 + column]) - expected) < 1e-6 * expected)
    }
  }
}

/// Complex numbers as a textbook has them.
private struct Complex {
  var re: Double
  var im: Double

  func power(_ n: Int) -> Complex {
    (1..<n).reduce(self) { z, _ in Complex(re: z.re * re - z.im * im, im: z.re * im + z.im * re) }
  }
}
