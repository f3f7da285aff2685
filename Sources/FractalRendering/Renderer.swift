public import FractalCore
internal import IFS

/// Renders assets: specification to pixels.
///
/// Holds scratch memory and tables only, so any renderer gives the same bytes for a specification; use one a thread.
public struct Renderer {
  private let instructionSet: InstructionSet
  private var cells: [UInt64] = []
  private var logarithms: [Float] = []
  private var scale: ToneMap.Scale?

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
    let occupied = develop(spec, onto: &pixels)
    if spec.shape.channels == 1 { pixels = Self.grey(pixels) }
    return Output(
      picture: Picture(shape: spec.shape, pixels: pixels), fill: Double(occupied) / Double(spec.shape.pixelCount))
  }

  private mutating func drawPoints(_ spec: AssetSpec) {
    let (height, width) = (spec.shape.height, spec.shape.width)
    let count = ChaosGame.cellCount(height: height, width: width)
    if cells.count == count {
      cells.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
    } else {
      cells = [UInt64](repeating: 0, count: count)
    }
    switch spec.genome {
    case .affine(let system):
      let game = ChaosGame(
        system, framing: spec.framing, height: height, width: width, seed: spec.seed, instructionSet: instructionSet)
      cells.withUnsafeMutableBufferPointer { game.colour(points: spec.pointCount, into: $0) }
    }
  }

  /// Lays the hits over the background as light; returns how many pixels were hit.
  private mutating func develop(_ spec: AssetSpec, onto pixels: inout [UInt8]) -> Int {
    let (height, width) = (spec.shape.height, spec.shape.width)
    let scale = ToneMap.Scale(samplesPerPixel: spec.samplesPerPixel, exposure: spec.colouring.exposure)
    if scale != self.scale {
      logarithms = ToneMap.logarithms(scale)
      self.scale = scale
    }
    // The white point: the density that all but 5 of 1,000 occupied pixels stay below.
    let binsPerStep = 16
    var steps = [Int](repeating: 0, count: ToneMap.binCount / binsPerStep + 1)
    var occupied = 0
    for row in 1...height {
      for column in 1...width {
        let hits = ColouredCell.hits(cells[row * (width + 2) + column])
        guard hits > 0 else { continue }
        occupied += 1
        steps[ToneMap.bin(hits) / binsPerStep] += 1
      }
    }
    guard occupied > 0 else { return 0 }
    var white = steps.count - 1
    var above = steps[white]
    while above <= occupied / 200 {
      white -= 1
      above += steps[white]
    }
    let whiteLogarithm = logarithms[min(ToneMap.binCount - 1, white * binsPerStep + binsPerStep - 1)]
    let toLevel = Float(ToneMap.levels - 1) / whiteLogarithm

    let brightness = ToneMap.brightness(gamma: spec.colouring.gamma)
    let palette = spec.colouring.palette.linearTable(count: 256)
    let light = SRGB.linear
    let encoded = SRGB.encoded
    for row in 0..<height {
      for column in 0..<width {
        let cell = cells[(row + 1) * (width + 2) + column + 1]
        let hits = ColouredCell.hits(cell)
        guard hits > 0 else { continue }
        let level = min(ToneMap.levels - 1, Int(logarithms[ToneMap.bin(hits)] * toLevel))
        let bright = brightness[level]
        let colour: SIMD3<Float>
        switch spec.colouring.mode {
        case .density: colour = palette[Int(bright * 255)]
        case .coordinate: colour = palette[Int(Float(ColouredCell.colourSum(cell)) / Float(hits))]
        }
        let place = (row * width + column) * 3
        for channel in 0..<3 {
          let behind = light[Int(pixels[place + channel])]
          let lit = behind + (colour[channel] - behind) * bright
          pixels[place + channel] = encoded[Int(lit * Float(SRGB.encodingSteps) + 0.5)]
        }
      }
    }
    return occupied
  }

  /// Luma by ITU-R BT.601 in 16-bit fixed point, as Pillow converts RGB to L.
  private static func grey(_ pixels: [UInt8]) -> [UInt8] {
    (0..<pixels.count / 3).map { place in
      let (r, g, b) = (Int(pixels[3 * place]), Int(pixels[3 * place + 1]), Int(pixels[3 * place + 2]))
      return UInt8((19595 * r + 38470 * g + 7471 * b + 0x8000) >> 16)
    }
  }
}
