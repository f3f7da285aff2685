internal import CKernels
public import FractalCore
internal import IFS

/// Renders assets: specification to pixels.
///
/// Holds scratch memory only, so any renderer gives the same bytes for a specification; use one a thread.
public struct Renderer {
  private let instructionSet: InstructionSet
  private var cells: [UInt64] = []
  /// The background, before the fractal is drawn over it.
  private var behind: [UInt8] = []
  private var toneMapping = ToneMap.Scratch()
  private var samples = EscapeTimeField.Samples()

  /// A renderer on the given instruction set, which changes its speed and nothing else.
  public init(instructionSet: InstructionSet = .best) {
    self.instructionSet = instructionSet
  }

  /// The result of rendering one asset.
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
    let before = FloatState.enter()
    defer { before.restore() }
    let (height, width) = (spec.shape.height, spec.shape.width)
    let size = height * width * 3
    var fill = 0.0
    var visible: [UInt8] = []
    var pixels = [UInt8](unsafeUninitializedCapacity: size) { memory, count in
      count = size
      let pixels = UnsafeMutableBufferPointer(rebasing: memory[..<size])
      BackgroundPainter.paint(
        spec.background, height: height, width: width, seed: spec.seed, into: pixels, instructionSet: instructionSet)
      behind.removeAll(keepingCapacity: true)
      behind.append(contentsOf: pixels)
      fill = draw(spec, onto: pixels)
      visible = marks(pixels)
    }
    if spec.shape.channels == 1 { pixels = Luma.levels(of: pixels) }
    return Output(picture: Picture(shape: spec.shape, pixels: pixels), fill: fill, visible: visible)
  }

  /// Draws a specification's fractal over its background.
  ///
  /// - Returns: the output's fill.
  private mutating func draw(_ spec: AssetSpec, onto pixels: UnsafeMutableBufferPointer<UInt8>) -> Double {
    let (height, width) = (spec.shape.height, spec.shape.width)
    switch spec.genome {
    case .affine(let system):
      let game = ChaosGame(
        system.instance(Int(spec.instance)) ?? system, framing: spec.framing, height: height, width: width,
        seed: spec.seed, instructionSet: instructionSet)
      return developHits(of: spec, onto: pixels) { cells in
        switch spec.drawing {
        case .points: game.colour(points: spec.pointCount, into: cells)
        case .patches:
          PatchDrawing.draw(game, points: spec.pointCount, height: height, width: width, seed: spec.seed, into: cells)
        }
      }
    case .flame(let flame):
      let game = FlameGame(
        flame, framing: spec.framing, height: height, width: width, seed: spec.seed, instructionSet: instructionSet)
      return developHits(of: spec, onto: pixels) { game.colour(points: spec.pointCount, into: $0) }
    case .escapeTime(let fractal):
      let painter = EscapeTimePainter(fractal, spec, grid: spec.sampleGrid ?? 1, instructionSet: instructionSet)
      return painter.paint(&samples, onto: pixels)
    }
  }

  /// Lays the hits that `play` adds to the cells over the background as light, smoothed where that is asked for.
  ///
  /// - Returns: the share of pixels that were hit.
  private mutating func developHits(
    of spec: AssetSpec, onto pixels: UnsafeMutableBufferPointer<UInt8>,
    _ play: (UnsafeMutableBufferPointer<UInt64>) -> Void
  ) -> Double {
    let (height, width) = (spec.shape.height, spec.shape.width)
    let count = ChaosGame.cellCount(height: height, width: width)
    Self.clear(&cells, count: count)
    cells.withUnsafeMutableBufferPointer { play($0) }
    var hit = 0
    cells.withUnsafeBufferPointer { cells in
      guard spec.colouring.smoothing && spec.drawing == .points && spec.colouring.mode != .flat else {
        hit = ToneMap(colouring: spec.colouring, samplesPerPixel: spec.samplesPerPixel).develop(
          cells, height: height, width: width, scratch: &toneMapping, onto: pixels, instructionSet: instructionSet)
        return
      }
      let toneMap = ToneMap(
        colouring: spec.colouring, samplesPerPixel: spec.samplesPerPixel * Float(DensitySmoothing.unit),
        unit: DensitySmoothing.unit)
      _ = toneMap.develop(
        height: height, width: width, scratch: &toneMapping, onto: pixels, instructionSet: instructionSet
      ) { take in
        hit = DensitySmoothing.smooth(
          cells, height: height, width: width, instructionSet: instructionSet, take)
      }
    }
    return Double(hit) / Double(spec.shape.pixelCount)
  }

  private static func clear(_ cells: inout [UInt64], count: Int) {
    if cells.count == count {
      cells.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
    } else {
      cells = [UInt64](repeating: 0, count: count)
    }
  }

  /// A mark for each pixel that differs visibly from the background.
  private func marks(_ pixels: UnsafeMutableBufferPointer<UInt8>) -> [UInt8] {
    let count = pixels.count / 3
    return [UInt8](unsafeUninitializedCapacity: count) { marks, initialized in
      instructionSet.kernels.pointee.describe.mark_changes(
        pixels.baseAddress, behind, count, Self.leastVisible, marks.baseAddress)
      initialized = count
    }
  }
}
