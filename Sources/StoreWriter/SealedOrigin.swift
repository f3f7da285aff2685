internal import CanonicalData
public import FractalCore
internal import StoreReader

/// The part of the header that a seal repeats, so that a store with a damaged `meta` can be repaired byte for byte.
public struct SealedOrigin: Sendable, Hashable {
  /// SHA-256 of the plan.
  public var planHash: SHA256Digest
  /// SHA-256 of the catalog.
  public var catalogHash: SHA256Digest
  /// The plan's seed.
  public var seed: UInt64
  /// The shape of every asset.
  public var shape: PixelShape
  /// The ids that the store holds.
  public var idRange: Range<Int>

  /// The origin that a header names.
  init(_ header: StoreHeader) {
    planHash = header.planHash
    catalogHash = header.catalogHash
    seed = header.seed
    shape = header.shape
    idRange = header.idRange
  }

  /// As a member of `seal.json`; the seed as decimal digits, because JSON's numbers are exact to 2^53 alone.
  var json: JSONValue {
    .object([
      "plan": .string(planHash.hex),
      "catalog": .string(catalogHash.hex),
      "seed": .string("\(seed)"),
      "shape": .array([shape.height, shape.width, shape.channels].map { .number(Double($0)) }),
      "range": .array([idRange.lowerBound, idRange.count].map { .number(Double($0)) }),
    ])
  }

  /// Reads the member; nil when it is malformed.
  init?(json: JSONValue) {
    guard let plan = json["plan"]?.text.flatMap({ SHA256Digest(hex: $0) }),
      let catalog = json["catalog"]?.text.flatMap({ SHA256Digest(hex: $0) }),
      let seed = json["seed"]?.text.flatMap({ UInt64($0) }),
      let sides = json["shape"]?.elements?.compactMap(\.whole), sides.count == 3,
      let range = json["range"]?.elements?.compactMap(\.whole), range.count == 2, range[0] >= 0, range[1] >= 1
    else { return nil }
    planHash = plan
    catalogHash = catalog
    self.seed = seed
    shape = PixelShape(height: sides[0], width: sides[1], channels: sides[2])
    guard shape.isValidAsset else { return nil }
    idRange = range[0]..<range[0] + range[1]
  }
}
