internal import CKernels
internal import FractalCore

/// The space in which distances between fractals are measured: 128 bytes that say where edges lie, and what the texture is.
///
/// - Bytes 0 to 63, the shape: at half of a thumbnail's resolution, the mean absolute difference across pixels in four directions
///   on 4 x 4 cells, as square roots.
/// - Bytes 64 to 127, the texture: at four scales, mean and deviation over the whole picture of brightness, of the positive and
///   negative parts of three second differences, and of the gradient. Rotations by quarter turns and reflections leave it
///   as it is.
///
/// Each part is scaled by its deviation over random fractals, the texture twice as much as the shape. Colour takes no part: what differs
/// by palette alone is the same. In bytes, distances are sums of whole numbers: exact, and the same in any order.
///
/// Chosen by measurement on judges that take no part in it; see Tools/bench diversity.
enum Embedding {
  /// Bytes of one embedding.
  static let count = 128
  /// Bytes of its shape; those of the texture follow.
  private static let shapeCount = 64
  /// Distances that a plan may ask for at least.
  static let distances = 0.0...1000.0
  /// Below this distance two fractals are near-duplicates, unless a plan says otherwise: a third of the least distance among 13,000
  /// selected of 260,000 proposals of `ipmix`, 62.
  static let duplicateDistance = 20.0

  /// What each step of a byte stands for: a deviation of the shape's roots is 10 steps, one of a texture value 20.
  private static let shapeSteps = 10.0
  private static let textureSteps = 20.0

  /// The embedding of a picture of ``Thumbnail/side`` squared bytes of brightness.
  static func of(_ light: [UInt8], instructionSet: InstructionSet = .best) -> [UInt8] {
    let values = values(of: light, instructionSet: instructionSet)
    return (0..<count).map { place in
      let value =
        place < shapeCount
        ? values[place] / shapeDeviation * shapeSteps
        : (values[place] - textureMeans[place - shapeCount]) / textureDeviations[place - shapeCount] * textureSteps
          + 128
      return UInt8(max(0, min(255, value + 0.5)))
    }
  }

  /// The values before they are scaled, brightness at 0...1.
  static func values(of light: [UInt8], instructionSet: InstructionSet = .best) -> [Double] {
    precondition(light.count == Thumbnail.side * Thumbnail.side)
    var texture = ck_texture()
    ck_texture_look(instructionSet.kernel, light, &texture)
    let unit = Double(CK_TEXTURE_UNIT)
    let cell = Double(Thumbnail.side / 8 * Thumbnail.side / 8)
    var values = withUnsafeBytes(of: texture.directions) { bytes in
      bytes.bindMemory(to: Int64.self).enumerated().map { place, sum in
        let length = place / 16 % 2 == 0 ? 1 : 0.707_106_781_186_547_5
        return (Double(sum) * length / (cell * unit)).squareRoot()
      }
    }
    withUnsafeBytes(of: texture.sums) { bytes in
      let sums = bytes.bindMemory(to: Int64.self)
      for scale in 0..<Int(CK_TEXTURE_SCALES) {
        let side = Thumbnail.side >> scale
        let pixels = Double(side * side)
        for response in 0..<Int(CK_TEXTURE_RESPONSES) {
          let place = (scale * Int(CK_TEXTURE_RESPONSES) + response) * 2
          let (sum, squares) = (Double(sums[place]), Double(sums[place + 1]))
          values.append(sum / (pixels * unit))
          values.append(max(0, pixels * squares - sum * sum).squareRoot() / (pixels * unit))
        }
      }
    }
    return values
  }

  /// For each of the eight images of a picture under rotations by quarter turns and reflections, the place in its own embedding
  /// from which each byte of the image's comes.
  static let images: [[Int]] = (0..<8).map { image in
    (0..<count).map { place in
      guard place < shapeCount else { return place }
      var (direction, row, column) = (place / 16, place / 4 % 4, place % 4)
      // The image is reflected, then turned; from its place, the way back.
      for _ in 0..<image % 4 {
        (row, column) = (column, 3 - row)
        direction = (direction + 2) % 4
      }
      if image >= 4 {
        column = 3 - column
        direction = (4 - direction) % 4
      }
      return direction * 16 + row * 4 + column
    }
  }
}
