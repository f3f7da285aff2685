public import FractalCore

/// Many pictures in one, in a grid.
///
/// All cells are of one size, the largest height and width among the pictures; small ones are magnified by a whole
/// number, without smoothing, so that pictures of 32 pixels can be looked at. A smaller picture is magnified by the
/// greatest whole number with which it fits into its cell, and centred there.
public struct ContactSheet: Sendable, Hashable {
  /// Pictures side by side; nil for about as many as make the sheet 4 by 3.
  public var columns: Int?
  /// Pixels between the pictures and around them.
  public var padding: Int
  /// The colour between the pictures: red, green, blue.
  public var background: SIMD3<UInt8>
  /// The shorter side that a cell has at least: cells below it are magnified up to this, or just short of it.
  public var visibleSide: Int

  /// A sheet as described; by default a dark one.
  public init(
    columns: Int? = nil, padding: Int = 4, background: SIMD3<UInt8> = SIMD3(24, 24, 24), visibleSide: Int = 128
  ) {
    self.columns = columns
    self.padding = padding
    self.background = background
    self.visibleSide = visibleSide
  }

  /// Where the cells of `count` pictures lie when the largest is `height` x `width`.
  public func grid(count: Int, height: Int, width: Int) -> Grid {
    let factor = max(1, visibleSide / max(1, min(height, width)))
    let (cellHeight, cellWidth) = (height * factor, width * factor)
    let pitch = Double(cellHeight + padding) / Double(cellWidth + padding)
    var columns = self.columns ?? Int((Double(count) * pitch * 4 / 3).squareRoot().rounded(.up))
    columns = max(1, min(columns, count))
    let rows = (count + columns - 1) / columns
    // Without a wish, rows of equal length where that is possible.
    if self.columns == nil { columns = (count + rows - 1) / rows }
    return Grid(rows: rows, columns: columns, cellHeight: cellHeight, cellWidth: cellWidth, padding: padding)
  }

  /// Draws `pictures` row by row from the top left; the sheet is always RGB.
  ///
  /// - Throws: ``PNGError`` with the code `shape` when there is no picture, one has no pixels or neither 1 nor 3
  ///   channels, or the settings are out of range; `tooLarge` when the sheet exceeds ``PNG/Limits``.
  public func draw(_ pictures: [Picture]) throws(PNGError) -> Picture {
    try validate(pictures)
    let grid = grid(
      count: pictures.count, height: pictures.map(\.height).max() ?? 1, width: pictures.map(\.width).max() ?? 1)
    let limits = PNG.Limits()
    guard max(grid.height, grid.width) <= limits.side, grid.height * grid.width <= limits.pixels else {
      throw PNGError(
        .tooLarge,
        "a sheet of \(pictures.count) pictures would have \(grid.height)x\(grid.width) pixels, more than a sheet may "
          + "have: show fewer pictures")
    }
    var sheet = blank(height: grid.height, width: grid.width)
    for (index, picture) in pictures.enumerated() {
      let origin = grid.origin(of: index)
      let factor = min(grid.cellHeight / picture.height, grid.cellWidth / picture.width)
      sheet.place(
        picture, magnifiedBy: factor, row: origin.row + (grid.cellHeight - picture.height * factor) / 2,
        column: origin.column + (grid.cellWidth - picture.width * factor) / 2)
    }
    return sheet
  }

  private func validate(_ pictures: [Picture]) throws(PNGError) {
    guard !pictures.isEmpty else { throw PNGError(.shape, "a sheet needs at least one picture") }
    guard (0...1024).contains(padding), (1...4096).contains(visibleSide), columns ?? 1 >= 1 else {
      throw PNGError(
        .shape, "a sheet takes a padding of 0 to 1024, a visible side of 1 to 4096 and at least one column")
    }
    let sides = 1...PNG.Limits().side
    for picture in pictures {
      guard sides.contains(picture.height), sides.contains(picture.width), [1, 3].contains(picture.channels) else {
        throw PNGError(.shape, "a sheet cannot show \(picture.shape): it takes 1 or 3 channels and at least one pixel")
      }
    }
  }

  private func blank(height: Int, width: Int) -> Picture {
    let shape = PixelShape(height: height, width: width, channels: 3)
    let pixels = [UInt8](unsafeUninitializedCapacity: shape.byteCount) { buffer, count in
      for pixel in 0..<shape.pixelCount {
        for channel in 0..<3 { buffer.initializeElement(at: pixel * 3 + channel, to: background[channel]) }
      }
      count = shape.byteCount
    }
    return Picture(shape: shape, pixels: pixels)
  }
}

extension ContactSheet {
  /// The cells of a sheet, in pixels.
  public struct Grid: Sendable, Hashable {
    /// Cells above one another.
    public let rows: Int
    /// Cells side by side.
    public let columns: Int
    /// The height of a cell.
    public let cellHeight: Int
    /// The width of a cell.
    public let cellWidth: Int
    let padding: Int

    /// The height of the sheet.
    public var height: Int { rows * (cellHeight + padding) + padding }
    /// The width of the sheet.
    public var width: Int { columns * (cellWidth + padding) + padding }

    /// The top left corner of cell `index`, counted row by row.
    public func origin(of index: Int) -> (row: Int, column: Int) {
      (
        padding + index / columns * (cellHeight + padding), padding + index % columns * (cellWidth + padding)
      )
    }
  }
}

extension Picture {
  /// Copies `other` to a place that it fits in, each pixel as a square of `factor` x `factor`.
  mutating func place(_ other: Picture, magnifiedBy factor: Int, row top: Int, column left: Int) {
    let rowBytes = width * 3
    let greenOffset = other.channels == 3 ? 1 : 0
    for row in 0..<other.height {
      let first = (top + row * factor) * rowBytes + left * 3
      var target = first
      var source = row * other.width * other.channels
      for _ in 0..<other.width {
        for _ in 0..<factor {
          pixels[target] = other.pixels[source]
          pixels[target + 1] = other.pixels[source + greenOffset]
          pixels[target + 2] = other.pixels[source + 2 * greenOffset]
          target += 3
        }
        source += other.channels
      }
      for copy in 1..<max(1, factor) {
        let start = first + copy * rowBytes
        pixels.replaceSubrange(start..<start + (target - first), with: pixels[first..<target])
      }
    }
  }
}
