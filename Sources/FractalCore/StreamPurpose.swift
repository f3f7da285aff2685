/// The worlds in which Fernery draws random numbers.
///
/// Raw values are part of the format (Store/FORMAT.md): they are never reused.
public enum StreamDomain: UInt32, Sendable, CaseIterable {
  /// Proposing asset specifications: what a plan's seed feeds.
  case search = 1
  /// Rendering an asset: what the asset's own seed feeds.
  case rendering = 2
  /// Mixing training images: what the trainer's seed feeds.
  case mixing = 3
  /// Test pictures and test support: never part of a result that users keep.
  case testing = 4
}

/// The one table of everything that random numbers are drawn for.
///
/// A purpose's raw value is its domain times 256 plus its number there. Raw values are part of the format
/// (Store/FORMAT.md): one that goes out of use is never given to another purpose.
public enum StreamPurpose: UInt32, Sendable, CaseIterable {
  // Search: the index is the proposal's number in the pool.
  case family = 0x100
  case genome = 0x101
  case colouring = 0x102
  case background = 0x103
  case assetSeed = 0x104
  case framing = 0x105

  // Rendering: the seed is the asset's.
  case chaosGame = 0x200
  case backgroundNoise = 0x201
  case patch = 0x202

  // Mixing: the index is the sample's, the lane is the chain's or as stated in IPMix.
  case chainWeights = 0x300
  case mixingWeight = 0x301
  case chainLevel = 0x302
  case chainDepth = 0x303
  case imageOperation = 0x304
  case patchSize = 0x305
  case mixingOperation = 0x306
  case patchSource = 0x307
  case patchPlace = 0x308
  case blend = 0x309
  case mask = 0x30A
  case mixingPicture = 0x30B
  case pictureCrop = 0x30C
  case copyOperation = 0x30D
  case imageShift = 0x310
  case imageFlip = 0x311

  // Testing.
  case testPicture = 0x400
  case testCase = 0x401

  /// The domain that this purpose belongs to.
  @inlinable
  public var domain: StreamDomain {
    StreamDomain(rawValue: rawValue &>> 8)!
  }
}
