/// The law of a patch's shape for a nominal size s; its left and top are uniform on 0...W-s and 0...H-s in every case.
///
/// If the nominal size is the whole of an oblong picture, s is its width for widths and its height for heights,
/// and for the shorter side in the short side of a scar.
public enum PatchShapeLaw: String, Sendable, Hashable, CaseIterable {
  /// s x s.
  case square
  /// A thin bar, lying or standing with equal chance. The short side is uniform on the whole numbers of
  /// max(1, s/16)...max(1, s/8), then the long side on those of max(2, 2 short, s/4)...s (quotients rounded down; the
  /// upper end at least the lower one, and never beyond s).
  case scar
  /// A square or a scar, each with chance 1/2.
  case squareOrScar
  /// With chance 1/2 a square, else a box whose width and height are each uniform on 2...s.
  case squareOrBox
  /// The whole picture, whatever its sides: the pixel level alone.
  case whole
}

/// The picture that a patch is mixed with.
public enum SourceLaw: String, Sendable, Hashable, CaseIterable {
  /// Always the mixing picture: a fractal.
  case fractalOnly
  /// The mixing picture, or a copy of the picture changed by one image operation, each with chance 1/2.
  case fractalOrCopy
}

/// How much larger than the picture an asset is made before one crop is taken from it.
public enum EnlargementLaw: String, Sendable, Hashable, CaseIterable {
  /// 9/8 up to a shorter side of 96 pixels, 8/7 above.
  case automatic
  /// 9/8, rounded up: 36 for 32 px.
  case nineEighths
  /// 8/7, rounded up: 256 for 224 px.
  case eightSevenths

  /// The enlarged length of `side` in a picture whose shorter side is `shorterSide`, rounded up.
  func enlarged(_ side: Int, shorterSide: Int) -> Int {
    let (numerator, denominator) =
      switch self {
      case .nineEighths: (9, 8)
      case .eightSevenths: (8, 7)
      case .automatic: shorterSide <= 96 ? (9, 8) : (8, 7)
      }
    return (side * numerator + denominator - 1) / denominator
  }
}
