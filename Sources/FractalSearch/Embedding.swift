internal import CKernels
internal import FractalCore
internal import FractalRendering
internal import IFS

/// The space in which distances between fractals are measured: 130 bytes that say where edges lie, what the texture is, and what
/// colour the picture has on the whole.
///
/// - Bytes 0 to 63, the shape: at half of a thumbnail's resolution, the mean absolute difference across pixels in four directions
///   on 4 x 4 cells, as square roots.
/// - Bytes 64 to 127, the texture: at four scales, mean and deviation over the whole picture of brightness, of the positive and
///   negative parts of three second differences, and of the gradient. Rotations by quarter turns and reflections leave it
///   as it is.
/// - Bytes 128 and 129, the colour: the colour differences Cb and Cr of the picture's mean, estimated without drawing it.
///
/// Each part is scaled by its deviation over random fractals: a deviation of a shape's value is 13 steps, of a texture's 20, of a
/// colour difference 30. Shape and texture are the form; it alone tells near-duplicates, so what differs by colour alone is the
/// same. In bytes, distances are sums of whole numbers: exact, and the same in any order.
///
/// Parts and steps were chosen by measurement on judges that take no part in it, on seed 1 of Tools/bench diversity.
enum Embedding {
  /// Bytes of one embedding.
  static let count = 130
  /// Bytes of its form; those of the colour follow.
  static let formCount = 128
  /// Bytes of its shape; those of the texture follow.
  private static let shapeCount = 64
  /// Distances that a plan may ask for at least.
  static let distances = 0.0...1000.0
  /// A fractal of the family whose form is nearer than this to another's is a near-duplicate, unless a plan says otherwise.
  ///
  /// About as far as a fractal lies from itself drawn again with another seed, turned by 4 degrees and magnified by 1.05: the medians
  /// are 49 of Anderson and Farrell's law and 43 of the three families of `ipmix`. Affine attractors have sharp rims on black, by
  /// which the same leaf lies farther from itself when it is turned a little more.
  static func duplicateDistance(of family: Family) -> Double { family == .affine ? 80 : 50 }

  /// Steps of a byte to a deviation.
  private static let shapeSteps = 13.0
  private static let textureSteps = 20.0
  private static let colourSteps = 30.0

  /// The form of a picture of ``Thumbnail/side`` squared bytes of light, in sRGB.
  static func form(of light: [UInt8], instructionSet: InstructionSet = .best) -> [UInt8] {
    let values = values(of: light, instructionSet: instructionSet)
    return (0..<formCount).map { place in
      let value =
        place < shapeCount
        ? values[place] / shapeDeviation * shapeSteps
        : (values[place] - textureMeans[place - shapeCount]) / textureDeviations[place - shapeCount] * textureSteps
          + 128
      return UInt8(max(0, min(255, value + 0.5)))
    }
  }

  /// The bytes of a picture's colour.
  static func colour(_ chroma: Chroma) -> [UInt8] {
    [chroma.blue, chroma.red].map { UInt8(max(0, min(255, $0 / chromaDeviation * colourSteps + 128 + 0.5))) }
  }

  /// The values before they are scaled, brightness at 0...1.
  static func values(of light: [UInt8], instructionSet: InstructionSet = .best) -> [Double] {
    precondition(light.count == Thumbnail.side * Thumbnail.side)
    var texture = ck_texture()
    instructionSet.kernels.pointee.sum_texture(light, &texture)
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

  /// For each of the eight images of a picture under rotations by quarter turns and reflections, the place in its own form
  /// from which each byte of the image's comes.
  static let images: [[Int]] = (0..<8).map { image in
    (0..<formCount).map { place in
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
