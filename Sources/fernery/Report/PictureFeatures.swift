import FractalCore

/// Coarse features of pictures and their distances: for reports, not for selection.
///
/// A picture's features are its 16 x 16 cells of 3 channels, less their mean, scaled to length 1. Two pictures' similarity is the
/// inner product: 1 for the same picture at any brightness and contrast. A picture of one grey throughout has nothing but its mean;
/// it is like every other such, and like nothing else.
struct PictureFeatures {
  /// Cells a side.
  static let side = 16
  /// Features of one picture.
  static let count = side * side * 3

  /// How many pictures there are.
  let pictures: Int
  /// Their features, one picture after another.
  private var values: [Float] = []

  /// Takes pictures of 16 x 16 pixels, grey or RGB.
  init(_ small: [Picture]) {
    pictures = small.count
    values.reserveCapacity(pictures * Self.count)
    for picture in small {
      let repeats = picture.channels == 1 ? 3 : 1
      let levels = picture.pixels.flatMap { Array(repeating: Float($0), count: repeats) }
      let mean = levels.reduce(0, +) / Float(levels.count)
      let length = levels.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }.squareRoot()
      // Features less their mean are orthogonal to equal ones.
      let flat = 1 / Float(Self.count).squareRoot()
      values += levels.map { length > 0 ? ($0 - mean) / length : flat }
    }
  }

  /// The similarity of two pictures, in -1...1.
  func similarity(_ first: Int, _ second: Int) -> Float {
    values.withUnsafeBufferPointer { values in
      var sums = SIMD16<Float>.zero
      let (a, b) = (first * Self.count, second * Self.count)
      for place in stride(from: 0, to: Self.count, by: 16) {
        var (left, right) = (SIMD16<Float>(), SIMD16<Float>())
        for lane in 0..<16 {
          left[lane] = values[a &+ place &+ lane]
          right[lane] = values[b &+ place &+ lane]
        }
        sums += left * right
      }
      return sums.sum()
    }
  }

  /// The effective number of different pictures among some: the Vendi score of order 2, n^2 over the sum of the squared
  /// similarities of all pairs; from 1 for copies of one picture to n for pictures that share nothing.
  ///
  /// Sources: Friedman and Dieng, "The Vendi score", TMLR 2023; Pasarkar and Dieng, "Cousins of the Vendi score", 2023.
  func effectiveNumber(of chosen: [Int]) -> Double {
    var squares = 0.0
    for (place, first) in chosen.enumerated() {
      squares += 1
      for second in chosen[..<place] {
        let similarity = Double(similarity(first, second))
        squares += 2 * similarity * similarity
      }
    }
    return chosen.isEmpty ? 0 : Double(chosen.count * chosen.count) / squares
  }

  /// The pairs that look most alike, the closest first, each picture in one of them at most.
  func nearestPairs(_ count: Int) -> [(first: Int, second: Int, similarity: Float)] {
    var isFree = [Bool](repeating: true, count: pictures)
    /// The free picture after `first` that is most like it.
    func nearest(to first: Int) -> (first: Int, second: Int, similarity: Float)? {
      var best: (first: Int, second: Int, similarity: Float)?
      for second in first + 1..<pictures where isFree[second] {
        let similarity = similarity(first, second)
        if similarity > best?.similarity ?? -.infinity { best = (first, second, similarity) }
      }
      return best
    }
    var candidates = (0..<pictures).map { $0 + 1 < pictures ? nearest(to: $0) : nil }
    var pairs: [(first: Int, second: Int, similarity: Float)] = []
    while pairs.count < count {
      var best: (first: Int, second: Int, similarity: Float)?
      for candidate in candidates.compactMap(\.self) where candidate.similarity > best?.similarity ?? -.infinity {
        best = candidate
      }
      guard let best else { break }
      pairs.append(best)
      for taken in [best.first, best.second] { (isFree[taken], candidates[taken]) = (false, nil) }
      for case let candidate? in candidates where !isFree[candidate.second] {
        candidates[candidate.first] = nearest(to: candidate.first)
      }
    }
    return pairs
  }

  /// Coordinates along the two directions in which the pictures differ most: their principal components, by power
  /// iteration.
  func principalCoordinates() -> [SIMD2<Float>] {
    var mean = [Float](repeating: 0, count: Self.count)
    for picture in 0..<pictures {
      for place in 0..<Self.count { mean[place] += values[picture * Self.count + place] / Float(pictures) }
    }
    var centred = values
    for picture in 0..<pictures {
      for place in 0..<Self.count { centred[picture * Self.count + place] -= mean[place] }
    }
    let first = Self.component(&centred, pictures)
    let second = Self.component(&centred, pictures)
    return zip(first, second).map { SIMD2($0, $1) }
  }

  /// Each row's coordinate along the direction of most variance, which is taken out of the rows.
  private static func component(_ rows: inout [Float], _ pictures: Int) -> [Float] {
    var direction = (0..<count).map { Float(1 + $0 % 7) }
    var coordinates = [Float](repeating: 0, count: pictures)
    for _ in 0..<30 {
      let length = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
      guard length > 0 else { break }
      direction = direction.map { $0 / length }
      for picture in 0..<pictures {
        var sum: Float = 0
        for place in 0..<count { sum += rows[picture * count + place] * direction[place] }
        coordinates[picture] = sum
      }
      var next = [Float](repeating: 0, count: count)
      for picture in 0..<pictures {
        for place in 0..<count { next[place] += coordinates[picture] * rows[picture * count + place] }
      }
      direction = next
    }
    let length = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
    guard length > 0 else { return coordinates }
    for picture in 0..<pictures {
      for place in 0..<count { rows[picture * count + place] -= coordinates[picture] * direction[place] / length }
    }
    return coordinates
  }
}
