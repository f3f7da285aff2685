/// Bilinear resizing with antialiasing, byte-equal to Pillow's `Image.resize` with BILINEAR up to version 12.
///
/// Pillow 13 goes vertically first for some pictures taller than wide, which may change a byte by 1; for square and wide
/// assets with their proportions kept, it gives the same bytes.
///
/// A triangle filter of half-width max(1, n/m) around each output centre, n input and m output pixels; weights
/// normalised in double and rounded to 22-bit fixed point; horizontally first, then vertically, with 8 bits between. A
/// pass whose side does not change is skipped. The coefficients are computed once for a pair of sizes.
public struct Resampling: Sendable {
  /// The shape that pictures come in.
  public let input: PixelShape
  /// The shape that they leave in: the input's channels.
  public let output: PixelShape

  private let horizontal: FilterTaps?
  private let vertical: FilterTaps?

  /// Prepares for pictures of `input` to become `height` x `width`; any positive sizes.
  public init(from input: PixelShape, height: Int, width: Int) throws(ResamplingError) {
    guard input.height > 0, input.width > 0, input.channels > 0, height > 0, width > 0 else {
      throw ResamplingError(.wrongShape, "cannot resize \(input) to \(height)x\(width): every side must be positive")
    }
    let before = FloatState.enter()
    defer { before.restore() }
    self.input = input
    output = PixelShape(height: height, width: width, channels: input.channels)
    horizontal = width == input.width ? nil : FilterTaps(from: input.width, to: width)
    vertical = height == input.height ? nil : FilterTaps(from: input.height, to: height)
  }

  /// The resized picture.
  public func callAsFunction(_ picture: Picture) throws(ResamplingError) -> Picture {
    try callAsFunction(picture, rows: 0..<output.height, columns: 0..<output.width)
  }

  /// The part of the resized picture within `rows` and `columns`, at that part's cost alone.
  public func callAsFunction(
    _ picture: Picture, rows: Range<Int>, columns: Range<Int>
  ) throws(ResamplingError) -> Picture {
    guard picture.shape == input else {
      throw ResamplingError(.wrongShape, "a picture of \(picture.shape) came to a resampling of \(input)")
    }
    try check(rows: rows, columns: columns)
    var result = Picture(shape: PixelShape(height: rows.count, width: columns.count, channels: input.channels))
    var workspace = Workspace()
    picture.pixels.withUnsafeBufferPointer { source in
      result.pixels.withUnsafeMutableBufferPointer { target in
        run(source.baseAddress!, rows: rows, columns: columns, &workspace, to: target.baseAddress!)
      }
    }
    return result
  }

  /// Memory that calls leave behind for the next one, so that parts of one size are made without allocating.
  public struct Workspace: Sendable {
    fileprivate var between: [UInt8] = []
    fileprivate var sums: [Int32] = []

    /// No memory yet.
    public init() {}

    fileprivate mutating func prepare(between byteCount: Int, sums sumCount: Int) {
      if between.count < byteCount { between = [UInt8](repeating: 0, count: byteCount) }
      if sums.count < sumCount { sums = [Int32](repeating: 0, count: sumCount) }
    }
  }

  /// Writes the part of the resized picture within `rows` and `columns`, from pixels in memory.
  ///
  /// - Parameters:
  ///   - pixels: `input.byteCount` bytes.
  ///   - rows: the part's rows in the resized picture.
  ///   - columns: the part's columns in the resized picture.
  ///   - workspace: memory that is kept between calls.
  ///   - output: a byte for each row, column and channel of the part.
  /// - Throws: `wrongShape` for buffers of other lengths and parts outside of ``output``.
  public func callAsFunction(
    _ pixels: UnsafeBufferPointer<UInt8>, rows: Range<Int>, columns: Range<Int>, workspace: inout Workspace,
    into output: UnsafeMutableBufferPointer<UInt8>
  ) throws(ResamplingError) {
    try check(rows: rows, columns: columns)
    guard pixels.count == input.byteCount, output.count == rows.count * columns.count * input.channels else {
      throw ResamplingError(.wrongShape, "buffers for resampling \(input) do not have its length and the part's")
    }
    run(pixels.baseAddress!, rows: rows, columns: columns, &workspace, to: output.baseAddress!)
  }

  private func check(rows: Range<Int>, columns: Range<Int>) throws(ResamplingError) {
    guard (0..<output.height).contains(rows), (0..<output.width).contains(columns), !rows.isEmpty, !columns.isEmpty
    else {
      throw ResamplingError(.wrongShape, "rows \(rows) and columns \(columns) do not lie within \(output)")
    }
  }

  private func run(
    _ source: UnsafePointer<UInt8>, rows: Range<Int>, columns: Range<Int>, _ workspace: inout Workspace,
    to target: UnsafeMutablePointer<UInt8>
  ) {
    let channels = input.channels
    let rowBytes = columns.count * channels
    let needed = vertical?.inputs(of: rows) ?? rows
    let first = source + needed.lowerBound * input.width * channels
    guard let vertical else {
      return Self.horizontalPass(
        first, rows: needed.count, width: input.width, channels: channels, columns: columns, taps: horizontal,
        to: target)
    }
    workspace.prepare(between: needed.count * rowBytes, sums: rowBytes)
    workspace.between.withUnsafeMutableBufferPointer { between in
      Self.horizontalPass(
        first, rows: needed.count, width: input.width, channels: channels, columns: columns, taps: horizontal,
        to: between.baseAddress!)
      workspace.sums.withUnsafeMutableBufferPointer { sums in
        Self.verticalPass(
          UnsafePointer(between.baseAddress!), firstRow: needed.lowerBound, rowBytes: rowBytes, rows: rows,
          taps: vertical, sums: sums.baseAddress!, to: target)
      }
    }
  }

  private static func horizontalPass(
    _ source: UnsafePointer<UInt8>, rows: Int, width: Int, channels: Int, columns: Range<Int>, taps: FilterTaps?,
    to target: UnsafeMutablePointer<UInt8>
  ) {
    let rowBytes = columns.count * channels
    guard let taps else {
      for row in 0..<rows {
        (target + row * rowBytes).update(
          from: source + (row * width + columns.lowerBound) * channels, count: rowBytes)
      }
      return
    }
    taps.weights.withUnsafeBufferPointer { weights in
      for row in 0..<rows {
        let line = source + row * width * channels
        var result = target + row * rowBytes
        for column in columns {
          let (first, count) = (taps.first[column], taps.counts[column])
          let kernel = weights.baseAddress! + column &* taps.stride
          for channel in 0..<channels {
            let pixel = line + (first &* channels &+ channel)
            var sum: Int32 = 1 << 21
            for tap in 0..<count { sum &+= Int32(pixel[tap &* channels]) &* kernel[tap] }
            result.pointee = FilterTaps.byte(sum)
            result += 1
          }
        }
      }
    }
  }

  private static func verticalPass(
    _ source: UnsafePointer<UInt8>, firstRow: Int, rowBytes: Int, rows: Range<Int>, taps: FilterTaps,
    sums sum: UnsafeMutablePointer<Int32>, to target: UnsafeMutablePointer<UInt8>
  ) {
    for row in rows {
      sum.update(repeating: 1 << 21, count: rowBytes)
      for tap in 0..<taps.counts[row] {
        let line = source + (taps.first[row] + tap - firstRow) * rowBytes
        let weight = taps.weights[row * taps.stride + tap]
        for index in 0..<rowBytes { sum[index] &+= Int32(line[index]) &* weight }
      }
      let result = target + (row - rows.lowerBound) * rowBytes
      for index in 0..<rowBytes { result[index] = FilterTaps.byte(sum[index]) }
    }
  }
}

extension Range<Int> {
  fileprivate func contains(_ other: Range<Int>) -> Bool {
    other.lowerBound >= lowerBound && other.upperBound <= upperBound
  }
}

/// The triangle filter's weights for every output pixel of one axis, in 22-bit fixed point.
struct FilterTaps: Sendable {
  /// The first input pixel of each output pixel.
  let first: [Int]
  /// How many input pixels each takes.
  let counts: [Int]
  /// `stride` weights for each output pixel, of which `counts` are used.
  let weights: [Int32]
  let stride: Int

  init(from input: Int, to output: Int) {
    let scale = Double(input) / Double(output)
    let support = max(scale, 1)
    let inverse = 1 / support
    stride = Int(support.rounded(.up)) * 2 + 1
    var (first, counts) = ([Int](), [Int]())
    var weights = [Int32](repeating: 0, count: output * stride)
    var exact = [Double](repeating: 0, count: stride)
    for place in 0..<output {
      let centre = (Double(place) + 0.5) * scale
      let low = max(0, Int(centre - support + 0.5))
      let count = min(input, Int(centre + support + 0.5)) - low
      var sum = 0.0
      for tap in 0..<count {
        let distance = abs((Double(tap + low) - centre + 0.5) * inverse)
        exact[tap] = distance < 1 ? 1 - distance : 0
        sum += exact[tap]
      }
      for tap in 0..<count {
        let weight = sum == 0 ? exact[tap] : exact[tap] / sum
        weights[place * stride + tap] = Int32(0.5 + weight * 4_194_304)
      }
      first.append(low)
      counts.append(count)
    }
    (self.first, self.counts, self.weights) = (first, counts, weights)
  }

  /// The inputs that a range of outputs needs.
  func inputs(of outputs: Range<Int>) -> Range<Int> {
    let last = outputs.upperBound - 1
    return first[outputs.lowerBound]..<first[last] + counts[last]
  }

  /// A fixed-point sum, which already holds a half, as a byte.
  @inline(__always)
  static func byte(_ sum: Int32) -> UInt8 {
    UInt8(truncatingIfNeeded: max(0, min(255, sum >> 22)))
  }
}
