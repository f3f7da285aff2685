public import FractalCore

/// Numbers that describe a picture, for queries, reports and people; the same on every machine.
///
/// All but ``dimension`` are measured on 64 x 64 cells of the picture (`CellSums`), so that they do not depend much on its
/// size. None of them takes part in selection: scalars choose badly, embeddings do that.
public struct Descriptors: Sendable, Hashable {
  /// The box-counting dimension of what is visible of the fractal, in 0...2; nil where nothing is.
  public let dimension: Double?
  /// The lacunarity of what is visible, from 1 on; nil where nothing is.
  public let lacunarity: Double?
  /// The entropy of the grey levels in bits, in 0...8.
  public let entropy: Double
  /// The share of the picture that is edge, in 0...1.
  public let edgeDensity: Double
  /// The strongest correlation with itself mirrored or turned, in 0...1.
  public let symmetry: Double
  /// Hasler and Suesstrunk's colourfulness, from 0 on.
  public let colourfulness: Double
  /// How much the edges run one way, in 0...1.
  public let anisotropy: Double

  /// Describes a picture.
  ///
  /// - Parameters:
  ///   - picture: the picture to describe.
  ///   - visible: 1 for each pixel where the fractal can be seen, and 0 for the others; nil for pictures of which that is
  ///     not known, such as imports.
  ///   - instructionSet: the kernels' instruction set, which changes speed alone.
  /// - Precondition: the picture has at least 3 pixels a side, and `visible` one byte for each.
  public init(_ picture: Picture, visible: [UInt8]? = nil, instructionSet: InstructionSet = .best) {
    let (height, width) = (picture.height, picture.width)
    let cells = CellSums(
      picture.pixels, height: height, width: width, channels: picture.channels, instructionSet: instructionSet)
    let (rows, columns, means) = (cells.rows, cells.columns, cells.means)
    let luma = picture.channels == 1 ? means : Luma.levels(of: means)
    if let visible {
      dimension = BoxCounting.dimension(of: visible, height: height, width: width)
      let masses = CellSums(visible, height: height, width: width, channels: 1, instructionSet: instructionSet)
      lacunarity = Lacunarity.gliding(masses.sums, rows: rows, columns: columns)
    } else {
      (dimension, lacunarity) = (nil, nil)
    }
    entropy = LevelEntropy.bits(luma)
    let gradients = GradientField(luma, rows: rows, columns: columns)
    (edgeDensity, anisotropy) = (gradients.edgeDensity, gradients.anisotropy)
    symmetry = MirrorSymmetry.strongest(luma, rows: rows, columns: columns, isSquare: height == width)
    colourfulness = picture.channels == 1 ? 0 : Colourfulness.measure(means)
  }

  /// The descriptors by the names under which stores keep them, to four places after the point.
  public var values: [String: Double] {
    var values = [
      "entropy": entropy, "edge-density": edgeDensity, "symmetry": symmetry, "colourfulness": colourfulness,
      "anisotropy": anisotropy,
    ]
    values["dimension"] = dimension
    values["lacunarity"] = lacunarity
    return values.mapValues { ($0 * 10_000).rounded() / 10_000 }
  }
}
