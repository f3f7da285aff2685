/// Why a proposal is not worth keeping.
public enum Rejection: String, Error, Sendable, CaseIterable, Codable {
  /// The system does not contract on average, or its orbit escapes.
  case diverging
  /// The attractor is one point, or hardly more.
  case pointLike
  /// The attractor lies along a line.
  case lineLike
  /// Too few pixels are hit.
  case blank
  /// Too many pixels are hit.
  case tooFull
  /// The hits are in too small a part of the picture.
  case small
  /// Too many of the pixels that are hit stand alone.
  case dotted
  /// Too much of the window never escapes.
  case interior
  /// Too much of the window is of one colour, or the picture has too few levels or edges.
  case flat
  /// Neighbouring samples differ as noise does.
  case noisy
  /// The points lie evenly over what they fill: there is nothing to see in it.
  case featureless
}
