import FractalCore
import IFS
import Testing

@Suite struct WideLawTests {
  private let square = AffineMap(a: 0.3, b: -0.4, c: 0.2, d: 0.5, e: 0.7, f: -0.1)

  private func apply(_ map: AffineMap, _ x: Double, _ y: Double) -> (x: Double, y: Double) {
    (
      Double(map.a) * x + Double(map.b) * y + Double(map.e), Double(map.c) * x + Double(map.d) * y + Double(map.f)
    )
  }

  @Test func elementsOfASymmetryFormAGroup() throws {
    for symmetry in try [
      Symmetry(order: 5), Symmetry(order: 4, isMirrored: true), Symmetry(order: 1, isMirrored: true),
    ] {
      let elements = symmetry.elements
      #expect(elements.count == symmetry.count)
      for one in elements {
        #expect(abs(abs(one.determinant) - 1) < 1e-6)
        for other in elements {
          let both = one.then(other)
          let same = elements.filter { zip($0.coefficients, both.coefficients).allSatisfy { abs($0 - $1) < 1e-5 } }
          #expect(same.count == 1, "the product of two elements is one of them")
        }
      }
      #expect(elements.filter { $0.determinant < 0 }.count == (symmetry.isMirrored ? symmetry.order : 0))
    }
  }

  @Test func symmetricSystemsHoldEachMapUnderEachElement() throws {
    let system = try AffineSystem(maps: [square, square.then(square)], weights: [1, 3])
    let symmetric = try system.symmetric(Symmetry(order: 3))
    #expect(symmetric.maps.count == 6 && symmetric.weights == [1, 1, 1, 3, 3, 3])
    // g f is a map for every map f: images of any point under the system are symmetric as a set.
    let images = symmetric.maps.prefix(3).map { apply($0, 0.4, -0.9) }
    for image in images {
      let radius = (image.x * image.x + image.y * image.y).squareRoot()
      let first = (images[0].x * images[0].x + images[0].y * images[0].y).squareRoot()
      #expect(abs(radius - first) < 1e-6)
    }
    #expect(abs(images.map(\.x).reduce(0, +)) < 1e-6 && abs(images.map(\.y).reduce(0, +)) < 1e-6)
    #expect { try symmetric.symmetric(Symmetry(order: 3)) } throws: { "\($0)".contains("16") }
  }

  @Test func aFinalMapTakesFixedPointsToTheirImages() throws {
    let final = AffineMap(a: 1.5, b: 0.5, c: -0.25, d: 0.75, e: 2, f: -3)
    let system = try AffineSystem(maps: [square, AffineMap(a: -0.5, b: 0.1, c: 0, d: 0.25, e: 1, f: 1)])
    let seen = try system.seen(through: final)
    #expect(seen.weights == system.weights)
    for (map, image) in zip(system.maps, seen.maps) {
      let fixed = try #require(map.fixedPoint)
      let expected = apply(final, fixed.x, fixed.y)
      let point = try #require(image.fixedPoint)
      #expect(abs(point.x - expected.x) < 1e-5 && abs(point.y - expected.y) < 1e-5)
      #expect(abs(image.determinant - map.determinant) < 1e-6)
    }
    let flat = AffineMap(a: 1, b: 2, c: 2, d: 4, e: 0, f: 0)
    #expect { try system.seen(through: flat) } throws: { "\($0)".contains("flattens") }
  }

  @Test func theInverseTakesBack() throws {
    let there = square.then(try #require(square.inverse))
    #expect(zip(there.coefficients, [1, 0, 0, 1, 0, 0]).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  @Test func drawsSystemsOfUpTo16Maps() throws {
    let law = try WideLaw()
    var counts = Set<Int>()
    for index in 0..<2000 {
      var draws = RandomStream(seed: 12, purpose: .genome).draws(index: UInt64(index))
      let system = law.sample(&draws)
      counts.insert(system.maps.count)
    }
    #expect(counts.min() == 2 && counts.max() == 16)
    #expect { try WideLaw(mapCount: 2...9) } throws: { "\($0)".contains("2 to 8") }
    #expect { try WideLaw(symmetry: 1.5) } throws: { "\($0)".contains("1.5") }
  }

  @Test func flamesAreDrawnWithinTheirParameters() throws {
    let law = try FlameLaw(mapCount: 3...5, variationCount: 2...3, symmetry: 1, finalMap: 1, postMap: 0, xaos: 1)
    for index in 0..<500 {
      var draws = RandomStream(seed: 13, purpose: .genome).draws(index: UInt64(index))
      let flame = law.sample(&draws)
      #expect((3...5).contains(flame.maps.count) && flame.finalMap != nil && flame.symmetry.count > 1)
      #expect(flame.maps.allSatisfy { (2...3).contains($0.variations.count) && $0.post == nil })
      #expect(flame.xaos != nil)
    }
    #expect { try FlameLaw(mapCount: 1...3) } throws: { "\($0)".contains("2 to 8") }
    #expect { try FlameLaw(variationCount: 1...5) } throws: { "\($0)".contains("1 to 4") }
    #expect { try FlameLaw(xaos: -0.5) } throws: { "\($0)".contains("-0.5") }
  }
}
