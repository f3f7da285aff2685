/// As JSON: `{"operation": "add", "p": 0.62, "q": 0.16}`, or `{"operation": "randomPixels", "mask": ...}`.
///
/// In a patch step these keys stand beside `patch` and `source`.
extension MixingOperation {
  public init(from decoder: any Decoder) throws {
    let object = try StrictObject(decoder)
    let kind = try object.word("operation", MixingOperationKind.self)
    if kind.hasMask { try object.allow("operation", "mask") } else { try object.allow("operation", "p", "q") }
    try self.init(object, kind: kind)
  }

  init(_ object: StrictObject, kind: MixingOperationKind) throws {
    switch kind {
    case .add: self = .add(p: try object.single("p"), q: try object.single("q"))
    case .multiply: self = .multiply(p: try object.single("p"), q: try object.single("q"))
    case .randomPixels: self = .randomPixels(mask: try MixingMask(object.object("mask")))
    case .randomElements: self = .randomElements(mask: try MixingMask(object.object("mask")))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: PlanKey.self)
    try encode(into: &container)
  }

  func encode(into container: inout KeyedEncodingContainer<PlanKey>) throws {
    try container.encode(kind, forKey: PlanKey("operation"))
    switch self {
    case .add(let p, let q), .multiply(let p, let q):
      try container.encode(p, forKey: PlanKey("p"))
      try container.encode(q, forKey: PlanKey("q"))
    case .randomPixels(let mask), .randomElements(let mask):
      try container.encode(mask, forKey: PlanKey("mask"))
    }
  }
}

extension MixingOperationKind {
  var hasMask: Bool { self == .randomPixels || self == .randomElements }
}

/// As JSON by seed, `{"seed": "16999873194831785669", "threshold": 2309}`, or place by place, `{"places": "0110..."}`.
///
/// Places count row by row within the patch, for `randomElements` channel by channel; 1 keeps the chain's picture, 0 takes
/// the source.
extension MixingMask {
  public init(from decoder: any Decoder) throws {
    try self.init(StrictObject(decoder))
  }

  init(_ object: StrictObject) throws {
    if object.has("places") {
      try object.allow("places")
      var places: [UInt8] = []
      for character in try object.string("places").utf8 {
        guard character == UInt8(ascii: "0") || character == UInt8(ascii: "1") else {
          throw object.wrong("places", "must be a text of 0 and 1, one for each place")
        }
        places.append(character - UInt8(ascii: "0"))
      }
      self = .explicit(places: places)
      return
    }
    try object.allow("seed", "threshold", "places")
    self = .seeded(
      seed: try object.unsigned("seed"), threshold: UInt16(try object.whole("threshold", in: 0...65_535)))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: PlanKey.self)
    switch self {
    case .seeded(let seed, let threshold):
      try container.encode(String(seed), forKey: PlanKey("seed"))
      try container.encode(threshold, forKey: PlanKey("threshold"))
    case .explicit(let places):
      let digits = places.map { $0 == 0 ? UInt8(ascii: "0") : UInt8(ascii: "1") }
      try container.encode(String(decoding: digits, as: UTF8.self), forKey: PlanKey("places"))
    }
  }
}
