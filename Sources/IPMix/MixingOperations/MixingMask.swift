/// A random mask over the places of a patch, expanded when it is needed.
///
/// Places count row by row within the patch, and plane by plane where each channel has its own. A place is set when its
/// 16 random bits are below the threshold, so a threshold drawn uniformly makes the share of set places uniform.
public enum MixingMask: Sendable, Hashable {
  /// Bits drawn by place: place i takes the 16-bit lane i mod 8 of Philox block i / 8 in the stream with key `seed`,
  /// low half of each word first.
  case seeded(seed: UInt64, threshold: UInt16)
  /// One value a place, set when not 0: for replaying plans that were recorded elsewhere.
  case explicit(places: [UInt8])
}
