extension ContactSheet {
  /// The cells of a sheet, in pixels.
  public struct Grid: Sendable, Hashable {
    /// Cells above one another.
    public let rows: Int
    /// Cells side by side.
    public let columns: Int
    /// The height of a cell, without its caption.
    public let cellHeight: Int
    /// The width of a cell.
    public let cellWidth: Int
    /// The height of the strip for the caption below a cell; 0 without captions.
    public let captionHeight: Int
    let padding: Int

    /// The height of the sheet.
    public var height: Int { rows * (cellHeight + captionHeight + padding) + padding }
    /// The width of the sheet.
    public var width: Int { columns * (cellWidth + padding) + padding }

    /// The top left corner of cell `index`, counted row by row.
    public func origin(of index: Int) -> (row: Int, column: Int) {
      (
        padding + index / columns * (cellHeight + captionHeight + padding),
        padding + index % columns * (cellWidth + padding)
      )
    }

    /// How many pixels a pixel of the captions' font takes.
    var captionFactor: Int { ContactSheet.captionFactor(cellWidth: cellWidth) }
  }

  /// The positions of the cells of `count` pictures, the largest of which is `height` x `width`.
  public func grid(count: Int, height: Int, width: Int, hasCaptions: Bool = false) -> Grid {
    let factor = max(1, visibleSide / max(1, min(height, width)))
    let (cellHeight, cellWidth) = (height * factor, width * factor)
    let caption = hasCaptions ? (CaptionFont.height + 4) * Self.captionFactor(cellWidth: cellWidth) : 0
    let pitch = Double(cellHeight + caption + padding) / Double(cellWidth + padding)
    var columns = self.columns ?? Int((Double(count) * pitch * 4 / 3).squareRoot().rounded(.up))
    columns = max(1, min(columns, count))
    let rows = (count + columns - 1) / columns
    // Without a wish, rows of equal length where that is possible.
    if self.columns == nil { columns = (count + rows - 1) / rows }
    return Grid(
      rows: rows, columns: columns, cellHeight: cellHeight, cellWidth: cellWidth, captionHeight: caption,
      padding: padding)
  }

  /// Letters grow with the cells: 21 of them stand under a cell of 128 pixels, 40 under one of 240 or of 480.
  fileprivate static func captionFactor(cellWidth: Int) -> Int { max(1, cellWidth / 240) }
}
