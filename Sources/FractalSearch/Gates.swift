internal import FractalCore
internal import FractalRendering

/// The conditions for a proposal, judged on a thumbnail of 64 x 64 pixels with 8 points a pixel.
///
/// Fill depends on points per pixel, so thresholds hold for that ratio alone.
public struct Gates: Sendable, Hashable {
  /// The least extent of the attractor, in the plane's units: below, it is a point.
  public var minimumExtent: Double
  /// The least ratio of the occupied pixels' principal deviations, 0 (a line) to 1 (round): below, it is a line.
  public var minimumAspect: Double
  /// The share of pixels that may be hit: below, the picture is blank; above, too full.
  public var fill: ClosedRange<Double>
  /// Escape time: the most samples that may never escape, as a share.
  public var maximumInterior: Double
  /// Escape time: the mean difference of neighbours' ranks: below, the window is flat; above, it is noise.
  public var detail: ClosedRange<Double>
  /// Escape time: the most of the window that may be flat, as a share.
  public var maximumFlatness: Double
  /// The most even that hits may be over the pixels that have any, up to 1: above, the picture is featureless.
  public var maximumEvenness: Double
  /// The least share of the picture's 64 blocks of 8 x 8 pixels that are hit anywhere: below, it is small.
  public var minimumOccupied = 0.15
  /// The most of the pixels hit that may have at most one neighbour that is hit: above, the picture is dust.
  public var maximumDots = 0.25
  /// The least entropy of brightness, as a share of what 16 equally frequent levels have: below, the picture is flat.
  public var minimumEntropy = 0.08
  /// The share of pixels whose brightness differs from their neighbours' by a fifth: below, the picture is flat; above, noise.
  public var edges: ClosedRange<Double> = 0.02...0.8

  /// Gates by their thresholds.
  public init(
    minimumExtent: Double = 0.01, minimumAspect: Double = 0.12, fill: ClosedRange<Double> = 0.05...0.8,
    maximumInterior: Double = 0.35, detail: ClosedRange<Double> = 0.035...0.12, maximumFlatness: Double = 0.2,
    maximumEvenness: Double = 1
  ) {
    self.minimumExtent = minimumExtent
    self.minimumAspect = minimumAspect
    self.fill = fill
    self.maximumInterior = maximumInterior
    self.detail = detail
    self.maximumFlatness = maximumFlatness
    self.maximumEvenness = maximumEvenness
  }

  /// The names of the gates that are shares or ranks, in 0...1, and their thresholds.
  var shares: [(name: String, values: [Double])] {
    [
      ("least aspect", [minimumAspect]), ("fill", [fill.lowerBound, fill.upperBound]),
      ("most interior", [maximumInterior]), ("detail", [detail.lowerBound, detail.upperBound]),
      ("most flatness", [maximumFlatness]), ("most evenness", [maximumEvenness]),
      ("least occupied", [minimumOccupied]), ("most dots", [maximumDots]), ("least entropy", [minimumEntropy]),
      ("edges", [edges.lowerBound, edges.upperBound]),
    ]
  }

  /// The gates of flames unless a plan says otherwise: their soft light may fill a picture, but not evenly.
  public static let flames = Gates(fill: 0.16...0.92, maximumEvenness: 0.62)

  /// Gates that let everything pass.
  public static let open: Gates = {
    var gates = Gates(
      minimumExtent: 0, minimumAspect: 0, fill: 0...1, maximumInterior: 1, detail: 0...1, maximumFlatness: 1)
    (gates.minimumOccupied, gates.maximumDots, gates.minimumEntropy, gates.edges) = (0, 1, 0, 0...1)
    return gates
  }()

  /// Refuses an attractor whose thumbnail does not pass.
  func judge(_ hits: HitMeasures, _ light: LightMeasures) throws(Rejection) {
    if hits.fill < fill.lowerBound { throw .blank }
    if hits.fill > fill.upperBound { throw .tooFull }
    if hits.aspect < minimumAspect { throw .lineLike }
    if hits.occupied < minimumOccupied { throw .small }
    if hits.dots > maximumDots { throw .dotted }
    if hits.evenness > maximumEvenness { throw .featureless }
    try judge(light)
  }

  /// Refuses a window of an escape-time fractal that does not pass.
  func judge(_ preview: EscapeTimePreview, _ light: LightMeasures) throws(Rejection) {
    if preview.interior > maximumInterior { throw .interior }
    if preview.detail < detail.lowerBound || preview.flatness > maximumFlatness { throw .flat }
    if preview.detail > detail.upperBound { throw .noisy }
    try judge(light)
  }

  private func judge(_ light: LightMeasures) throws(Rejection) {
    if light.entropy < minimumEntropy || light.edges < edges.lowerBound { throw .flat }
    if light.edges > edges.upperBound { throw .noisy }
  }
}
