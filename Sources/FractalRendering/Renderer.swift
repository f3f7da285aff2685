internal import CKernels
public import FractalCore
internal import IFS

/// Renders assets: specification to pixels.
///
/// Holds scratch memory only, so any renderer gives the same bytes for a specification; use one a thread.
public struct Renderer {
  private let instructionSet: InstructionSet
  private var cells: [UInt64] = []
  private var smoothed: [UInt64] = []
  private var occupied: [ToneMap.Occupied] = []
  private var samples = EscapeTimeField.Samples()

  /// A renderer on the given instruction set, which changes its speed and nothing else.
  public init(instructionSet: InstructionSet = .best) {
    self.instructionSet = instructionSet
  }

  /// What rendering one asset gave.
  public struct Output: Sendable, Hashable {
    /// The pixels.
    public let picture: Picture
    /// The share of pixels that the attractor hit, in 0...1; of an escape-time fractal, the share of samples that escaped.
    public let fill: Double
    /// 1 for each pixel where the fractal can be seen before its background, 0 for the others; height x width bytes.
    ///
    /// It can be seen where it changes a channel by ``Renderer/leastVisible`` or more.
    public let visible: [UInt8]
  }

  /// The least difference from the background that counts as visible, of 255.
  public static let leastVisible: UInt8 = 8

  /// Renders one asset; with other `sides` than an asset's, a picture for looking at.
  ///
  /// - Throws: ``RenderingError`` if the specification is out of range or follows another renderer version.
  public mutating func render(
    _ spec: AssetSpec, sides: ClosedRange<Int> = PixelShape.assetSides
  ) throws(RenderingError) -> Output {
    try spec.validate(sides: sides.clamped(to: 1...4096))
    let (height, width) = (spec.shape.height, spec.shape.width)
    var pixels = [UInt8](unsafeUninitializedCapacity: height * width * 3) { pixels, count in
      count = height * width * 3
      pixels.initialize(repeating: 0)
      BackgroundPainter.paint(
        spec.background, height: height, width: width, seed: spec.seed,
        into: UnsafeMutableBufferPointer(rebasing: pixels[..<count]))
    }
    let behind = pixels
    let fill: Double
    switch spec.genome {
    case .affine(let system):
      drawPoints(of: system.instance(Int(spec.instance)) ?? system, spec)
      fill = Double(develop(spec, onto: &pixels)) / Double(spec.shape.pixelCount)
    case .flame(let flame):
      drawPoints(of: flame, spec)
      fill = Double(develop(spec, onto: &pixels)) / Double(spec.shape.pixelCount)
    case .escapeTime(let fractal):
      let painter = EscapeTimePainter(
        fractal, spec, grid: spec.sampleGrid ?? 1, instructionSet: instructionSet)
      fill = painter.paint(&samples, onto: &pixels)
    }
    let visible = marks(pixels, before: behind)
    if spec.shape.channels == 1 { pixels = Self.grey(pixels) }
    return Output(picture: Picture(shape: spec.shape, pixels: pixels), fill: fill, visible: visible)
  }

  /// Fills the cells with a system's points.
  private mutating func drawPoints(of system: AffineSystem, _ spec: AssetSpec) {
    let (height, width) = (spec.shape.height, spec.shape.width)
    Self.clear(&cells, count: ChaosGame.cellCount(height: height, width: width))
    let game = ChaosGame(
      system, framing: spec.framing, height: height, width: width, seed: spec.seed, instructionSet: instructionSet)
    cells.withUnsafeMutableBufferPointer { cells in
      switch spec.drawing {
      case .points: game.colour(points: spec.pointCount, into: cells)
      case .patches:
        PatchDrawing.draw(game, points: spec.pointCount, height: height, width: width, seed: spec.seed, into: cells)
      }
    }
  }

  /// Fills the cells with a flame's points.
  private mutating func drawPoints(of flame: FlameSystem, _ spec: AssetSpec) {
    let (height, width) = (spec.shape.height, spec.shape.width)
    Self.clear(&cells, count: ChaosGame.cellCount(height: height, width: width))
    let game = FlameGame(
      flame, framing: spec.framing, height: height, width: width, seed: spec.seed, instructionSet: instructionSet)
    cells.withUnsafeMutableBufferPointer { game.colour(points: spec.pointCount, into: $0) }
  }

  /// Lays the cells' hits over the background as light, smoothed where that is asked for.
  ///
  /// - Returns: how many pixels were hit.
  private mutating func develop(_ spec: AssetSpec, onto pixels: inout [UInt8]) -> Int {
    let (height, width) = (spec.shape.height, spec.shape.width)
    if occupied.count < spec.shape.pixelCount {
      occupied = Array(repeating: ToneMap.Occupied(cell: 0, pixel: 0), count: spec.shape.pixelCount)
    }
    let isSmooth = spec.colouring.smoothing && spec.drawing == .points && spec.colouring.mode != .flat
    guard isSmooth else {
      let toneMap = ToneMap(colouring: spec.colouring, samplesPerPixel: spec.samplesPerPixel)
      return toneMap.develop(cells, height: height, width: width, scratch: &occupied, onto: &pixels)
    }
    Self.clear(&smoothed, count: cells.count)
    let hit = cells.withUnsafeBufferPointer { cells in
      smoothed.withUnsafeMutableBufferPointer {
        DensitySmoothing.smooth(cells, height: height, width: width, into: $0)
      }
    }
    let toneMap = ToneMap(
      colouring: spec.colouring, samplesPerPixel: spec.samplesPerPixel * Float(DensitySmoothing.unit),
      unit: DensitySmoothing.unit)
    _ = toneMap.develop(smoothed, height: height, width: width, scratch: &occupied, onto: &pixels)
    return hit
  }

  private static func clear(_ cells: inout [UInt64], count: Int) {
    if cells.count == count {
      cells.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
    } else {
      cells = [UInt64](repeating: 0, count: count)
    }
  }

  /// Where pixels differ visibly from what lay behind.
  private func marks(_ pixels: [UInt8], before behind: [UInt8]) -> [UInt8] {
    let count = pixels.count / 3
    return [UInt8](unsafeUninitializedCapacity: count) { marks, initialized in
      _ = ck_mark_changes(
        ck_level(UInt32(instructionSet.kernelLevel)), pixels, behind, count, Self.leastVisible, marks.baseAddress)
      initialized = count
    }
  }

  /// Luma by ITU-R BT.601 in 16-bit fixed point, as Pillow converts RGB to L.
  private static func grey(_ pixels: [UInt8]) -> [UInt8] {
    (0..<pixels.count / 3).map { place in
      let (r, g, b) = (Int(pixels[3 * place]), Int(pixels[3 * place + 1]), Int(pixels[3 * place + 2]))
      return UInt8((19595 * r + 38470 * g + 7471 * b + 0x8000) >> 16)
    }
  }
}
