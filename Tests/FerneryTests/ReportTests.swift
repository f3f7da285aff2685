import Foundation
import FractalCore
import TestSupport
import Testing

@testable import fernery

/// What a report computes, against values worked out by hand.
@Suite struct ReportTests {
  // MARK: - Text

  /// A quotation mark with an accent is one character to Swift, and two to a browser.
  @Test func everyMarkIsEscapedWhateverFollowsIt() {
    for (mark, name) in [("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\"", "&quot;"), ("'", "&#39;")] {
      for follower in ["", "a", "\u{301}", "\u{200D}", "\u{FE0F}", "\u{20E3}"] {
        #expect(
          Array(HTML.escaped("x\(mark)\(follower)y").unicodeScalars) == Array("x\(name)\(follower)y".unicodeScalars))
      }
    }
    #expect(HTML.escaped("") == "" && HTML.escaped("Größe 5 × 7") == "Größe 5 × 7")
    let hostile = "flame\"\u{301} onmouseover=alert(1) x="
    let page = HistogramFigure(name: hostile, values: [1, 2]).html
    #expect(!page.unicodeScalars.split(separator: ">").contains { $0.elementsEqual(hostile.unicodeScalars) })
    #expect(page.unicodeScalars.count { $0 == "\"" }.isMultiple(of: 2))
    #expect(!Array(page.unicodeScalars).ranges(of: Array("flame&quot;\u{301}".unicodeScalars)).isEmpty)
  }

  // MARK: - Histograms

  @Test func valuesFallIntoEqualParts() {
    func counts(_ values: [Double]) -> [Int] { HistogramFigure.counts(values) }
    #expect(counts([]) == [Int](repeating: 0, count: 32))
    #expect(counts([3, 3, 3]).first == 3 && counts([3, 3, 3]).reduce(0, +) == 3)
    #expect(counts((0...32).map(Double.init)) == [Int](repeating: 1, count: 31) + [2])
    // Any finite number may stand in a record.
    #expect(counts([-1e308, 0, 1e308]).enumerated().filter { $1 > 0 }.map(\.offset) == [0, 16, 31])
    let (tiny, largest) = (Double.leastNonzeroMagnitude, Double.greatestFiniteMagnitude)
    #expect(counts([-largest, largest]).first == 1 && counts([-largest, largest]).last == 1)
    #expect(counts([0, tiny]).reduce(0, +) == 2 && counts([-tiny, tiny]).reduce(0, +) == 2)
    #expect(HistogramFigure(name: "x", values: [-1e308, 1e308]).html.contains("median 1e+308"))
  }

  // MARK: - What pictures have in common

  private static let side = PictureFeatures.side

  private static func picture(_ level: (_ row: Int, _ column: Int) -> UInt8) -> Picture {
    Picture(
      shape: PixelShape(height: side, width: side, channels: 1),
      pixels: (0..<side * side).map { level($0 / side, $0 % side) })
  }

  private static func flat(_ level: UInt8) -> Picture { picture { _, _ in level } }

  /// Walsh functions: any two of them are orthogonal, and all but the first have the mean 0.
  private static func walsh(_ number: Int) -> Picture {
    picture { row, column in (number & (row * side + column)).nonzeroBitCount.isMultiple(of: 2) ? 200 : 100 }
  }

  private static func noise(_ seed: UInt64) -> Picture {
    var draws = RandomStream(seed: seed, purpose: .testCase).draws()
    return picture { _, _ in UInt8(draws.below(256)) }
  }

  @Test func similarityIsThatOfPicturesLessTheirMean() {
    let inverse = Self.picture { row, column in 255 - Self.walsh(5).pixels[row * Self.side + column] }
    let darker = Self.picture { row, column in Self.walsh(5).pixels[row * Self.side + column] / 2 }
    let features = PictureFeatures([Self.walsh(5), darker, inverse, Self.walsh(9), Self.flat(7), Self.flat(200)])
    #expect(abs(features.similarity(0, 1) - 1) < 1e-5 && abs(features.similarity(0, 2) + 1) < 1e-5)
    #expect(abs(features.similarity(0, 3)) < 1e-5)
    // Flat pictures are like one another, and like nothing else.
    #expect(abs(features.similarity(4, 5) - 1) < 1e-5 && abs(features.similarity(0, 4)) < 1e-5)
  }

  @Test func theEffectiveNumberIsThatOfKnownSets() {
    func number(_ pictures: [Picture]) -> Double {
      PictureFeatures(pictures).effectiveNumber(of: Array(pictures.indices))
    }
    #expect(abs(number((1...8).map(Self.walsh)) - 8) < 1e-4)
    #expect(abs(number([Picture](repeating: Self.noise(1), count: 9)) - 1) < 1e-4)
    #expect(abs(number([UInt8](0..<9).map(Self.flat)) - 1) < 1e-4)
    #expect(number([Self.flat(3)]) == 1 && number([]) == 0)
    // Six pictures of three kinds alike: 36 / (3 * 4).
    #expect(abs(number([1, 2, 3, 1, 2, 3].map(Self.walsh)) - 3) < 1e-4)
    // Three of one kind and one of another: 16 / (9 + 1).
    #expect(abs(number([1, 1, 1, 2].map(Self.walsh)) - 1.6) < 1e-4)
    // Some of a set.
    #expect(abs(PictureFeatures([1, 1, 2, 3].map(Self.walsh)).effectiveNumber(of: [0, 2, 3]) - 3) < 1e-4)
  }

  @Test func pairsAreThoseThatSortingAllGives() {
    var pictures = (0..<40).map { Self.noise($0) }
    // Three of a kind, and two: the third of the first is left for the next best of its own.
    pictures[11] = pictures[3]
    pictures[29] = pictures[3]
    pictures[20] = pictures[35]
    let features = PictureFeatures(pictures)
    var all: [(first: Int, second: Int, similarity: Float)] = []
    for first in 0..<40 {
      for second in first + 1..<40 { all.append((first, second, features.similarity(first, second))) }
    }
    all.sort { ($1.similarity, $0.first, $0.second) < ($0.similarity, $1.first, $1.second) }
    var taken: Set<Int> = []
    var expected: [[Int]] = []
    for pair in all where taken.isDisjoint(with: [pair.first, pair.second]) {
      taken.formUnion([pair.first, pair.second])
      expected.append([pair.first, pair.second])
    }
    #expect(features.nearestPairs(100).map { [$0.first, $0.second] } == expected && expected.count == 20)
    #expect(features.nearestPairs(3).map { [$0.first, $0.second] } == Array(expected.prefix(3)))
    #expect(features.nearestPairs(2).allSatisfy { abs($0.similarity - 1) < 1e-5 })
    #expect(PictureFeatures([]).nearestPairs(3).isEmpty && PictureFeatures([Self.flat(1)]).nearestPairs(3).isEmpty)
  }

  /// Pictures between two: the first component orders them, and its length is theirs.
  @Test func principalCoordinatesFollowTheDifferences() {
    let coordinates = PictureFeatures(
      [0, 20, 40, 60, 80].map { step in
        Self.picture { row, column in UInt8(100 + (column < 8 ? 80 - step : 0) + (row < 8 ? step : 0)) }
      }
    ).principalCoordinates()
    let x = coordinates.map(\.x)
    #expect(x == x.sorted() || x == x.sorted(by: >))
    #expect(abs(x.reduce(0, +)) < 1e-4)
    // The two ends are orthogonal unit vectors, so root 2 apart.
    #expect(abs(abs(x[0] - x[4]) - Float(2).squareRoot()) < 1e-3)
  }

  // MARK: - What is compared

  @Test func randomSetsAreOfTheWholeStore() {
    var draws = RandomStream(seed: 4, purpose: .testCase).draws()
    for count in [60, 199, 600, 1000, 13_000] {
      var shuffled = Array(0..<count)
      for place in shuffled.indices.reversed() { shuffled.swapAt(place, draws.below(place + 1)) }
      let assets = ComparedAssets(shuffled: shuffled)
      #expect(assets.sizes == [30, 100, 300].filter { 2 * $0 <= count })
      #expect(Set(assets.places).count == assets.places.count && assets.places.count <= 1800)
      let largest = assets.sizes.last ?? 0
      #expect(Array(assets.places.prefix(largest)) == Array(0..<largest))
      for size in assets.sizes {
        let sets = assets.randomSets(of: size)
        #expect(sets.count == 5 && sets.allSatisfy { Set($0).count == size && Set($0).isSubset(of: assets.places) })
        if 5 * size <= count { #expect(Set(sets.joined()).count == 5 * size) }
        // The first `largest` assets have no more than their share: five deviations of that of a random draw.
        let head = Double(sets.joined().count { $0 < largest })
        let share = Double(5 * size * largest) / Double(count)
        #expect(abs(head - share) < 5 * share.squareRoot() + 5, "\(count), \(size): \(head), not \(share)")
      }
    }
    #expect(ComparedAssets(shuffled: [1, 0]).sizes.isEmpty)
  }

  // MARK: - The page

  @Test func aReportIsOnePageOfItsOwn() throws {
    let folder = try TemporaryDirectory()
    for name in ["a.html", "b.html"] {
      let result = try fernery("report", TestStores.done, "--thumbnails", "8", "--out", name, "--json", in: folder)
      #expect(try result.code == 0 && result.json()["count"]?.int == 12)
    }
    let page = try String(contentsOfFile: folder.path("a.html"), encoding: .utf8)
    #expect(try page == String(contentsOfFile: folder.path("b.html"), encoding: .utf8))
    for text in ["The first assets", "A random sample", "The last assets", "CC0-1.0", "dimension", GoldenRoot.root] {
      #expect(page.contains(text), "\(text)")
    }
    for foreign in ["<script", "http://", "https://", "<link", "src=\"/"] { #expect(!page.contains(foreign)) }
    // Eight each of the first, of random ones and of the last, and the pairs.
    #expect(page.components(separatedBy: "<img ").count - 1 >= 24)
  }
}
