/// The mark that each point of the chaos game draws.
///
/// Raw values are part of canonical bytes.
public enum Drawing: UInt8, Sendable, Hashable, CaseIterable {
  /// The pixel that the point falls into.
  case points = 1
  /// A random patch of 3 x 3 pixels around it, of which each is drawn with chance 1/2, as FractalDB draws.
  case patches = 2

  /// The name in presets and on the command line.
  public var name: String { self == .points ? "points" : "patches" }
}
