public import FractalCore
internal import IFS

/// Renders assets: specification to pixels.
///
/// Holds scratch memory only, so any renderer gives the same bytes for a specification; use one a thread.
public struct Renderer {
  private let instructionSet: InstructionSet
  private var cells: [UInt64] = []
  private var occupied: [ToneMap.Occupied] = []

  /// A renderer on the given instruction set, which changes its speed and nothing else.
  public init(instructionSet: InstructionSet = .best) {
    self.instructionSet = instructionSet
  }

  /// What rendering one asset gave.
  public struct Output: Sendable, Hashable {
    /// The pixels.
    public let picture: Picture
    /// The share of pixels that the attractor hit, in 0...1.
    public let fill: Double
  }

  /// Renders one asset.
  ///
  /// - Throws: ``RenderingError`` if the specification is out of range or follows another renderer version.
  public mutating func render(_ spec: AssetSpec) throws(RenderingError) -> Output {
    try spec.validate()
    let (height, width) = (spec.shape.height, spec.shape.width)
    drawPoints(spec)
    var pixels = [UInt8](unsafeUninitializedCapacity: height * width * 3) { pixels, count in
      count = height * width * 3
      pixels.initialize(repeating: 0)
      BackgroundPainter.paint(
        spec.background, height: height, width: width, seed: spec.seed,
        into: UnsafeMutableBufferPointer(rebasing: pixels[..<count]))
    }
    let toneMap = ToneMap(colouring: spec.colouring, samplesPerPixel: spec.samplesPerPixel)
    let occupied = toneMap.develop(cells, height: height, width: width, scratch: &occupied, onto: &pixels)
    if spec.shape.channels == 1 { pixels = Self.grey(pixels) }
    return Output(
      picture: Picture(shape: spec.shape, pixels: pixels), fill: Double(occupied) / Double(spec.shape.pixelCount))
  }

  private mutating func drawPoints(_ spec: AssetSpec) {
    let (height, width) = (spec.shape.height, spec.shape.width)
    let count = ChaosGame.cellCount(height: height, width: width)
    // Pictures of different shapes may have as many cells, but not as many pixels.
    if cells.count == count && occupied.count >= spec.shape.pixelCount {
      cells.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
    } else {
      cells = [UInt64](repeating: 0, count: count)
      occupied = Array(repeating: ToneMap.Occupied(cell: 0, pixel: 0), count: spec.shape.pixelCount)
    }
    switch spec.genome {
    case .affine(let system):
      let game = ChaosGame(
        system, framing: spec.framing, height: height, width: width, seed: spec.seed, instructionSet: instructionSet)
      cells.withUnsafeMutableBufferPointer { game.colour(points: spec.pointCount, into: $0) }
    case .flame(let system):
      let game = FlameGame(
        system, framing: spec.framing, height: height, width: width, seed: spec.seed, instructionSet: instructionSet)
      cells.withUnsafeMutableBufferPointer { game.colour(points: spec.pointCount, into: $0) }
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
