internal import CanonicalData

extension MixingOperation: Schema {
  package static var blank: MixingOperation { .add(p: 1, q: 0) }

  package mutating func pass(over fields: inout Fields) {
    var kind = kind
    fields.discriminator("operation", &kind, .word())
    pass(over: &fields, as: kind, places: nil)
  }

  /// `"p": 0.62, "q": 0.16`, or `"mask": ...`.
  ///
  /// - Parameter places: the places of a mask that is given place by place; nil for any number.
  mutating func pass(over fields: inout Fields, as kind: MixingOperationKind, places: Int?) {
    switch kind {
    case .add, .multiply:
      var (p, q) = factors ?? (1, 0)
      fields("p", &p, .single)
      fields("q", &q, .single)
      self = kind == .add ? .add(p: p, q: q) : .multiply(p: p, q: q)
    case .randomPixels, .randomElements:
      var mask = mask ?? .seeded(seed: 0, threshold: 0)
      fields.object("mask") { mask.pass(over: &$0, places: places) }
      self = kind == .randomPixels ? .randomPixels(mask: mask) : .randomElements(mask: mask)
    }
  }

  private var factors: (Float, Float)? {
    switch self {
    case .add(let p, let q), .multiply(let p, let q): (p, q)
    case .randomPixels, .randomElements: nil
    }
  }

  private var mask: MixingMask? {
    switch self {
    case .randomPixels(let mask), .randomElements(let mask): mask
    case .add, .multiply: nil
    }
  }
}

extension MixingOperationKind {
  /// The places that a mask has over a patch.
  func places(of rectangle: PatchRectangle, channels: Int) -> Int {
    // Of a patch that is refused, any number.
    let pixels = rectangle.width &* rectangle.height
    return self == .randomElements ? pixels &* channels : pixels
  }
}

extension MixingMask {
  /// `{"seed": "16999873194831785669", "threshold": 2309}`, or place by place `{"places": "0110..."}`: row by row within the
  /// patch, for `randomElements` channel by channel; 1 keeps the chain's picture, 0 takes the source.
  fileprivate mutating func pass(over fields: inout Fields, places count: Int?) {
    let isExplicit = if case .explicit = self { true } else { false }
    if fields.has("places", isExplicit) {
      var places: [UInt8] = if case .explicit(let places) = self { places } else { [] }
      fields("places", &places, PlacesForm())
      fields.require(
        count.map { places.count == $0 } ?? true, "places",
        "must have \(count ?? 0) places, as the patch has, not \(places.count)")
      self = .explicit(places: places)
    } else {
      var (seed, threshold): (UInt64, UInt16) =
        if case .seeded(let seed, let threshold) = self { (seed, threshold) } else { (0, 0) }
      fields("seed", &seed, .seed)
      fields("threshold", &threshold, .whole(in: UInt16.min...UInt16.max))
      self = .seeded(seed: seed, threshold: threshold)
    }
  }
}

/// A text of 0 and 1, one for each place of a mask.
private struct PlacesForm: Form {
  var kind: String { "a text of 0 and 1, one for each place" }

  func value(of json: JSONValue) -> [UInt8]? {
    guard let digits = json.text?.utf8, digits.allSatisfy({ $0 == 0x30 || $0 == 0x31 }) else { return nil }
    return digits.map { $0 - 0x30 }
  }

  func json(of value: [UInt8]) -> JSONValue {
    .string(String(decoding: value.map { $0 == 0 ? 0x30 : 0x31 }, as: UTF8.self))
  }
}
