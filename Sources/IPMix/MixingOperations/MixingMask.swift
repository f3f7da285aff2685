internal import FractalCore

/// A random mask over the places of a patch, expanded when it is needed.
///
/// Places count row by row within the patch, and plane by plane where each channel has its own. A place is set when its
/// 16 random bits are below the threshold, so a threshold drawn uniformly makes the share of set places uniform.
public enum MixingMask: Sendable, Hashable, Codable {
  /// Bits drawn by place: place i takes the 16-bit lane i mod 8 of Philox block i / 8 in the stream with key `seed`,
  /// low half of each word first.
  case seeded(seed: UInt64, threshold: UInt16)
  /// One value a place, set when not 0: for replaying plans that were recorded elsewhere.
  case explicit(places: [UInt8])

  /// Writes 1 or 0 for each of `count` places.
  func expand(into places: UnsafeMutablePointer<UInt8>, count: Int) {
    switch self {
    case .explicit(let given):
      for place in 0..<count { places[place] = place < given.count && given[place] != 0 ? 1 : 0 }
    case .seeded(let seed, let threshold):
      let stream = RandomStream(key: seed)
      let limit = UInt32(threshold)
      var place = 0
      var number: UInt32 = 0
      while place < count {
        let block = stream.block(number)
        let left = min(8, count &- place)
        for lane in 0..<left {
          let bits = block[lane &>> 1] &>> (UInt32(lane & 1) &* 16) & 0xFFFF
          places[place &+ lane] = bits < limit ? 1 : 0
        }
        place &+= 8
        number &+= 1
      }
    }
  }
}
