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

  /// Draws `pictures` row by row from the top left; the sheet is always RGB.
  ///
  /// - Parameters:
  ///   - pictures: what to show.
  ///   - captions: a line below each picture, as far as it fits; none, or fewer than there are pictures.
  /// - Throws: ``PNGError`` with the code `shape` when there is no picture, one has no pixels or neither 1 nor 3
  ///   channels, or the settings are out of range; `tooLarge` when the sheet exceeds ``PNG/Limits``.
  public func draw(_ pictures: [Picture], captions: [String] = []) throws(PNGError) -> Picture {
    try validate(pictures)
    let grid = grid(
      count: pictures.count, height: pictures.map(\.height).max() ?? 1, width: pictures.map(\.width).max() ?? 1,
      hasCaptions: !captions.isEmpty)
    let limits = PNG.Limits()
    guard max(grid.height, grid.width) <= limits.side, grid.height * grid.width <= limits.pixels else {
      throw PNGError(
        .tooLarge,
        "a sheet of \(pictures.count) pictures would have \(grid.height)x\(grid.width) pixels, more than a sheet may "
          + "have: show fewer pictures")
    }
    var sheet = Picture(height: grid.height, width: grid.width, colour: background)
    for (index, picture) in pictures.enumerated() {
      let origin = grid.origin(of: index)
      let factor = min(grid.cellHeight / picture.height, grid.cellWidth / picture.width)
      sheet.place(
        picture, magnifiedBy: factor, row: origin.row + (grid.cellHeight - picture.height * factor) / 2,
        column: origin.column + (grid.cellWidth - picture.width * factor) / 2)
    }
    for (index, caption) in captions.prefix(pictures.count).enumerated() {
      let origin = grid.origin(of: index)
      sheet.write(
        caption, colour: captionColour, magnifiedBy: grid.captionFactor,
        row: origin.row + grid.cellHeight + 2 * grid.captionFactor, column: origin.column, room: grid.cellWidth)
    }
    return sheet
  }

  /// Light on dark, dark on light.
  private var captionColour: SIMD3<UInt8> {
    let brightness = 299 * Int(background.x) + 587 * Int(background.y) + 114 * Int(background.z)
    return brightness < 128_000 ? SIMD3(repeating: 208) : SIMD3(repeating: 48)
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
}
