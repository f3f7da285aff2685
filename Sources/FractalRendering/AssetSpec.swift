public import FractalCore
public import IFS

/// Everything that makes one asset: its pixels depend on this value and on nothing else.
///
/// It has one canonical form in bytes; the SHA-256 of that form is its name.
public struct AssetSpec: Sendable, Hashable {
  /// The version of the rendering that this code does.
  ///
  /// Any change of pixel or record bytes raises it.
  public static let currentRendererVersion: UInt32 = 4

  /// The fractal.
  public var genome: Genome
  /// Which of a genome's variants this is; 0 is the genome itself.
  public var instance: UInt32
  /// The part of the plane that the picture shows.
  public var framing: Framing
  /// How hits become colours.
  public var colouring: Colouring
  /// The background.
  public var background: Background
  /// Height, width and channels.
  public var shape: PixelShape
  /// Points of the chaos game for each pixel of the picture; for escape time the samples of each pixel, a square number.
  public var samplesPerPixel: Float
  /// The mark that each point of the chaos game draws.
  public var drawing: Drawing
  /// Feeds all random streams of rendering; drawn when the asset is sampled.
  public var seed: UInt64
  /// The version of the rendering that the pixels follow.
  public var rendererVersion: UInt32

  /// A specification by its parts.
  public init(
    genome: Genome, instance: UInt32 = 0, framing: Framing, colouring: Colouring, background: Background,
    shape: PixelShape, samplesPerPixel: Float, drawing: Drawing = .points, seed: UInt64,
    rendererVersion: UInt32 = currentRendererVersion
  ) {
    self.genome = genome
    self.instance = instance
    self.framing = framing
    self.colouring = colouring
    self.background = background
    self.shape = shape
    self.samplesPerPixel = samplesPerPixel
    self.drawing = drawing
    self.seed = seed
    self.rendererVersion = rendererVersion
  }

  /// The samples per pixel that a picture may have; a picture takes at most ``ChaosGame/maximumPoints`` in all.
  public static let samplesPerPixelRange: ClosedRange<Float> = 0.01...10_000

  /// The most points of a picture that is drawn by patches: their places are kept in memory.
  public static let maximumPatches = PatchDrawing.maximumPoints

  /// How many points the chaos game draws for this picture; 0 where that is no number.
  public var pointCount: Int {
    let points = Double(samplesPerPixel) * Double(shape.height) * Double(shape.width)
    return points >= 0 ? Int(min(points, 0x1p62)) : 0
  }

  /// Checks every value against its range; assets have the default sides.
  ///
  /// - Throws: ``RenderingError`` that names the value and its range, or the foreign renderer version.
  public func validate(sides: ClosedRange<Int> = PixelShape.assetSides) throws(RenderingError) {
    guard rendererVersion == Self.currentRendererVersion else {
      throw RenderingError(
        .foreignRenderer,
        "the asset follows renderer version \(rendererVersion); this program renders version "
          + "\(Self.currentRendererVersion): use the release of Fernery that made it")
    }
    guard sides.contains(shape.height), sides.contains(shape.width), shape.channels == 1 || shape.channels == 3 else {
      throw RenderingError(
        .invalidSpecification,
        "a picture of \(shape) cannot be rendered; sides are \(sides.lowerBound) to \(sides.upperBound), channels 1 or 3"
      )
    }
    guard Self.samplesPerPixelRange.contains(samplesPerPixel) else {
      throw RenderingError(
        .invalidSpecification, "\(samplesPerPixel) samples per pixel; the range is 0.01 to 10000")
    }
    guard pointCount <= ChaosGame.maximumPoints else {
      throw RenderingError(
        .invalidSpecification,
        "\(samplesPerPixel) samples per pixel at \(shape.height)x\(shape.width) are \(pointCount) points; there may be fewer than "
          + "2^28: lower the samples per pixel or the size")
    }
    try validateFamily()
    guard framing.isValid, colouring.isValid, background.isValid else {
      throw RenderingError(.invalidSpecification, "framing, colouring or background of an asset is out of range")
    }
  }

  /// Checks what hangs together with the genome's family.
  private func validateFamily() throws(RenderingError) {
    func check(_ condition: Bool, _ message: @autoclosure () -> String) throws(RenderingError) {
      guard condition else { throw RenderingError(.invalidSpecification, message()) }
    }
    if colouring.mode == .trap {
      try check(
        genome.family == .escapeTime, "\(genome.family.name) has no trap to colour by: choose another colouring")
    }
    if drawing == .patches {
      try check(genome.family == .affine, "\(genome.family.name) cannot be drawn by patches: draw points")
      try check(
        pointCount <= PatchDrawing.maximumPoints, "\(pointCount) patches; there may be at most 4194304: draw fewer")
    }
    switch genome {
    case .affine(let system):
      try check(
        instance <= UInt32(AffineSystem.instanceCount) && system.instance(Int(instance)) != nil,
        "an affine system has no instance \(instance); there are 0 to 24, of coefficients within 1e6")
    case .flame:
      try check(instance == 0, "a flame has no instance \(instance); it is 0")
    case .escapeTime:
      try check(instance == 0, "an escape-time fractal has no instance \(instance); it is 0")
      try check(
        sampleGrid != nil, "\(samplesPerPixel) samples a pixel; escape time takes 1, 4, 9, 16, 25, 36, 49 or 64")
      try check(colouring.mode != .flat, "an escape-time fractal cannot be coloured flat: choose another colouring")
    }
  }

  /// The samples a side of a pixel that escape time takes; nil where their number is no square of 1 to 8.
  var sampleGrid: Int? { EscapeTimeLaw.grids.first { Float($0 * $0) == samplesPerPixel } }
}
