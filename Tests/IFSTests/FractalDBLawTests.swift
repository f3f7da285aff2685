import FractalCore
import IFS
import Testing

@Suite struct FractalDBLawTests {
  private func systems(_ count: Int) throws -> [AffineSystem] {
    let law = try FractalDBLaw()
    return (0..<count).map { index in
      var draws = RandomStream(seed: 21, purpose: .genome).draws(index: UInt64(index))
      return law.sample(&draws)
    }
  }

  /// arXiv 2101.08515: coefficients uniform on (-1, 1), chances by |det|.
  @Test func coefficientsAreUniformAndChancesFollowAreas() throws {
    let systems = try systems(500)
    #expect(Set(systems.map(\.maps.count)) == [2, 3, 4, 5, 6, 7])
    let numbers = systems.flatMap(\.maps).flatMap(\.coefficients).map(Double.init).sorted()
    let count = Double(numbers.count)
    // Kolmogorov-Smirnov, chance 0.001.
    let distance = numbers.enumerated().map { abs(($1 + 1) / 2 - (Double($0) + 0.5) / count) }.max() ?? 1
    #expect(distance < 1.95 / count.squareRoot())
    for system in systems {
      for (map, weight) in zip(system.maps, system.weights) {
        #expect(abs(Double(weight) - abs(map.determinant)) < 1e-6)
      }
    }
  }

  @Test func instancesMultiplyOneCoefficientOfEveryMap() throws {
    let system = try systems(1)[0]
    #expect(AffineSystem.instanceCount == 25 && system.instance(0) == system && system.instance(25) == nil)
    var seen: Set<AffineSystem> = [system]
    for number in 1..<25 {
      let varied = try #require(system.instance(number))
      let (coefficient, weight) = ((number - 1) / 4, [0.2, 0.6, 1.4, 1.8][(number - 1) % 4])
      for (map, old) in zip(varied.maps, system.maps) {
        for place in 0..<6 {
          let expected =
            place == coefficient ? Double(old.coefficients[place]) * weight : Double(old.coefficients[place])
          #expect(abs(Double(map.coefficients[place]) - expected) < 1e-6)
        }
      }
      #expect(varied.weights == system.weights)
      seen.insert(varied)
    }
    #expect(seen.count == 25)
  }

  /// A product of similarities grows by the mean of the logarithms of their factors.
  @Test func theLyapunovExponentOfSimilaritiesIsTheMeanOfTheirLogarithms() throws {
    let system = try AffineSystem(
      maps: [AffineMap(a: 0.3, b: -0.4, c: 0.4, d: 0.3, e: 1, f: 0), AffineMap(a: 0, b: 2, c: -2, d: 0, e: 0, f: 1)],
      weights: [3, 1])
    // 3/4 log 1/2 + 1/4 log 2 = -0.34657; a deviation of 512 draws is 0.027.
    #expect(abs(system.lyapunovExponent + 0.34657) < 0.1)
    #expect(abs(system.meanLogStretch + 0.346574) < 1e-5)
  }

  @Test(arguments: [1...3, 2...8]) func countsOutOfRangeAreRefused(counts: ClosedRange<Int>) {
    #expect { try FractalDBLaw(mapCount: counts) } throws: { "\($0)".contains("2 to 7") }
    #expect { try FractalDBLaw(instances: 26) } throws: { "\($0)".contains("1 to 25") }
    #expect { try FractalDBLaw(fill: .nan) } throws: { "\($0)".contains("0 to 1") }
  }
}
