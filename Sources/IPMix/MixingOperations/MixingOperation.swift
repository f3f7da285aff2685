/// How a patch of the chain's picture, u, is mixed with the same patch of a source picture, v.
///
/// u and v are float32 in [0, 1], byte / 255; what comes out is multiplied by 255 and truncated to a byte
/// (see ``Overflow``). The factors p and q are drawn together: with b the blend severity,
/// (Beta(b,1), Beta(1,b)) or (1 + Beta(1,b), -Beta(1,b)), each with chance 1/2.
///
/// Source: PixMix (arXiv 2112.05135) for the first two, IPMix (arXiv 2310.04780) for the others.
public enum MixingOperation: Sendable, Hashable {
  /// (p (2u - 1) + q (2v - 1) + 1) / 2.
  case add(p: Float, q: Float)
  /// (2u)^p max(2v, 1e-37)^q / 2.
  case multiply(p: Float, q: Float)
  /// u where the mask is set, else v; all channels of a pixel together.
  case randomPixels(mask: MixingMask)
  /// u where the mask is set, else v; each channel on its own.
  case randomElements(mask: MixingMask)

  /// Which operation this is, without its parameters.
  public var kind: MixingOperationKind {
    switch self {
    case .add: .add
    case .multiply: .multiply
    case .randomPixels: .randomPixels
    case .randomElements: .randomElements
    }
  }
}

/// The mixing operations that a recipe can switch on, by name.
public enum MixingOperationKind: String, Sendable, Hashable, CaseIterable {
  case add, multiply, randomPixels, randomElements
}

/// The treatment of a mixed value outside of 0...255, after multiplying by 255.
public enum Overflow: String, Sendable, Hashable, CaseIterable {
  /// Clipped to 0...255, then truncated; what is not a number gives 0.
  case clip
  /// Truncated to a 32-bit integer whose low byte is kept; what does not fit, or is not a number, gives 0.
  case wrap
}
