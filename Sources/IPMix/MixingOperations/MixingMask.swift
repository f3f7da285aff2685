internal import CKernels
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

  /// The most lanes that are asked for at once; places are asked for from multiples of it.
  static let laneRun = 2048

  /// Writes 16 bits for each of `count` places from `first` on, and returns the threshold below which a place is set.
  ///
  /// - Parameter lanes: room for ``laneRun``; `first` is a multiple of that and `count` at most that.
  func lanes(
    from first: Int, count: Int, into lanes: UnsafeMutablePointer<UInt16>, on instructionSet: InstructionSet
  ) -> UInt16 {
    switch self {
    case .explicit(let given):
      for lane in 0..<count {
        let place = first &+ lane
        lanes[lane] = place < given.count && given[place] != 0 ? 0 : 1
      }
      return 1
    case .seeded(let seed, let threshold):
      // The kernel makes eight blocks of eight lanes at once.
      ck_ipmix_philox_lanes(
        ck_level(UInt32(instructionSet.kernelLevel)), seed, UInt32(first / 8), (count + 63) / 64 * 8, lanes)
      return threshold
    }
  }
}
