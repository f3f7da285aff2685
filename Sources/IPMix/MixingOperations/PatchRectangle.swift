/// The rectangle of a picture that a mixing operation changes, in pixels.
public struct PatchRectangle: Sendable, Hashable {
  /// Columns left of it.
  public var left: Int
  /// Rows above it.
  public var top: Int
  /// Columns of it.
  public var width: Int
  /// Rows of it.
  public var height: Int

  /// A rectangle as given.
  public init(left: Int, top: Int, width: Int, height: Int) {
    self.left = left
    self.top = top
    self.width = width
    self.height = height
  }

  /// Whether it has pixels and lies within a picture; never overflows.
  func fits(height rows: Int, width columns: Int) -> Bool {
    left >= 0 && top >= 0 && width >= 1 && height >= 1 && width <= columns && height <= rows
      && left <= columns - width && top <= rows - height
  }
}
