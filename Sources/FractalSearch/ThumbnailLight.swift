internal import FractalCore
internal import FractalRendering

/// How bright the pixels of a thumbnail are, in linear light: as pictures of exposure 12 and gamma 2 have it.
///
/// It is the square root of log(1 + 12 d), d the density over that of an evenly filled picture, 255 for the white point, which 1 of
/// 200 of the pixels hit exceed.
struct ThumbnailLight {
  let pointsPerPixel: Int

  /// Brightness by hits.
  func brightness(_ hits: [UInt32]) -> [UInt8] {
    let occupied = hits.reduce(0) { $0 + ($1 > 0 ? 1 : 0) }
    guard occupied > 0 else { return [UInt8](repeating: 0, count: hits.count) }
    let white = Self.largest(occupied / 200, of: hits)
    let scale = 1 / level(white)
    func byte(_ count: UInt32) -> UInt8 { UInt8((level(count) * scale).squareRoot() * 255 + 0.5) }
    // Few numbers of hits occur, and these many times.
    let table = (0...min(white, 255)).map(byte)
    return hits.map { count in
      if count >= white { return 255 }
      return Int(count) < table.count ? table[Int(count)] : byte(count)
    }
  }

  /// The largest number of hits when the `exceeding` largest are left out; these are few, so sorting all would be a waste.
  private static func largest(_ exceeding: Int, of hits: [UInt32]) -> UInt32 {
    // In ascending order.
    var top: [UInt32] = []
    top.reserveCapacity(exceeding + 2)
    for count in hits where top.count <= exceeding || count > top[0] {
      top.insert(count, at: top.firstIndex { $0 >= count } ?? top.count)
      if top.count > exceeding + 1 { top.removeFirst() }
    }
    return top[0]
  }

  /// log(1 + 12 d) of so many hits.
  private func level(_ hits: UInt32) -> Double {
    // d in 32nds of the even density, which all numbers of points a pixel divide.
    let place = Int(hits) * (Self.steps / pointsPerPixel)
    return place < Self.levels.count ? Self.levels[place] : Self.level(ofSteps: place)
  }

  private static let steps = 32
  private static let levels = (0..<4096).map(level(ofSteps:))

  private static func level(ofSteps place: Int) -> Double {
    ElementaryFunctions.log(1 + Self.exposure * Double(place) / Double(steps))
  }

  /// How fast brightness rises with density.
  private static let exposure = 12.0

  /// The byte of a picture in sRGB for each brightness.
  static let encoded = (0...255).map { SRGB.encode(Float($0) / 255) }

  // MARK: - Escape time

  /// The brightness of an escape-time fractal's samples by how near they are to full light, 0...1, as its painter has it: d is the fourth
  /// power, and the white point 1.
  static func brightness(ofNearness nearness: [Float]) -> [UInt8] {
    nearness.map { nearnessTable[Int($0 * Float(nearnessTable.count - 1) + 0.5)] }
  }

  private static let nearnessTable = (0...1024).map { step in
    let nearness = Double(step) / 1024
    let level = ElementaryFunctions.log(1 + exposure * nearness * nearness * nearness * nearness)
    return UInt8((level / ElementaryFunctions.log(1 + exposure)).squareRoot() * 255 + 0.5)
  }
}
