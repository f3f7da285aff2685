internal import FractalCore

/// A plan as JSON: what was drawn for one view, to be kept, read and replayed.
///
/// ```
/// {
///   "version": 1,
///   "recipe": "paper-cifar", "seed": "42", "epoch": 0, "index": 5, "view": 1,
///   "imageShape": {"height": 32, "width": 32, "channels": 3},
///   "framework": "chainMixed",
///   "mixingWeight": 0.43,
///   "chains": [
///     {"weight": 0.6, "level": "image", "steps": [{"operation": "rotate", "degrees": 12}]},
///     {"weight": 0.4, "level": "patch", "steps": [
///       {"operation": "add", "p": 0.62, "q": 0.16,
///        "patch": {"left": 16, "top": 16, "width": 2, "height": 1}, "source": "mixingPicture"}]}
///   ],
///   "mixingPicture": {"asset": 91, "resizedHeight": 36, "resizedWidth": 36, "top": 2, "left": 3},
///   "overflow": "clip",
///   "normalization": {"mean": [0.5, 0.5, 0.5], "standardDeviation": [0.5, 0.5, 0.5]}
/// }
/// ```
///
/// | key | meaning |
/// |---|---|
/// | version | 1; another one is refused |
/// | recipe, seed, epoch, index, view | where the plan comes from; for people, may be left out |
/// | imageShape | the pictures that it applies to: sides 8...1024, channels 1 or 3 |
/// | framework | chainMixed, linear, mixedInput or rounds: see ``Recipe/Framework-swift.enum`` |
/// | mixingWeight | m, in float32 |
/// | chains | 1...16 in the order of their sum: weight in float32, steps (see ``Step``), and level (image, patch or both), which may be left out |
/// | mixingPicture | the asset's id and its crop; may be left out where no step takes it, or where the crop is given as a picture |
/// | overflow | clip or wrap |
/// | normalization | a mean (0...1) and a deviation (0.001...1000) for each channel |
///
/// Seeds take all 64 bits, which a reader that keeps numbers as doubles (JavaScript, jq) would round beyond 2^53: they are
/// written as texts of digits, here and in masks. Ids and indices count things and stay numbers. Both forms are read for
/// all of them. Unknown keys, missing ones and values out of range are refused by name.
extension MixingPlan: Codable {
  /// The version of the JSON that is written and read.
  public static let version = 1

  public init(from decoder: any Decoder) throws {
    let object = try StrictObject(decoder)
    try object.allow(
      "version", "recipe", "seed", "epoch", "index", "view", "imageShape", "framework", "mixingWeight", "chains",
      "mixingPicture", "overflow", "normalization")
    let version = try object.whole("version", in: 0...Int(Int32.max))
    guard version == Self.version else {
      throw object.wrong("version", "must be \(Self.version), the one that this program knows, not \(version)")
    }
    let shape = try PixelShape(object.object("imageShape"))
    let normalization = try object.object("normalization")
    try normalization.allow("mean", "standardDeviation")
    let channels = shape.channels...shape.channels
    self.init(
      recipe: try object.string("recipe", default: ""), seed: try object.unsigned("seed", default: 0),
      epoch: UInt32(try object.whole("epoch", in: 0...Int(UInt32.max), default: 0)),
      index: try object.unsigned("index", default: 0),
      view: UInt32(try object.whole("view", in: 0...Int(UInt32.max), default: 0)), imageShape: shape,
      framework: try object.word("framework", Recipe.Framework.self), mixingWeight: try object.single("mixingWeight"),
      chains: try object.nested("chains", [Chain].self),
      mixingPicture: object.has("mixingPicture") ? try MixingPictureChoice(object.object("mixingPicture")) : nil,
      overflow: try object.word("overflow", Overflow.self),
      normalization: Recipe.Normalization(
        mean: try normalization.singles("mean", counts: channels, in: Recipe.Normalization.means),
        standardDeviation: try normalization.singles(
          "standardDeviation", counts: channels, in: Recipe.Normalization.standardDeviations)))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: PlanKey.self)
    try container.encode(Self.version, forKey: PlanKey("version"))
    try container.encode(recipe, forKey: PlanKey("recipe"))
    try container.encode(String(seed), forKey: PlanKey("seed"))
    try container.encode(epoch, forKey: PlanKey("epoch"))
    try container.encode(index, forKey: PlanKey("index"))
    try container.encode(view, forKey: PlanKey("view"))
    try container.encode(imageShape, forKey: PlanKey("imageShape"))
    try container.encode(framework, forKey: PlanKey("framework"))
    try container.encode(mixingWeight, forKey: PlanKey("mixingWeight"))
    try container.encode(chains, forKey: PlanKey("chains"))
    try container.encodeIfPresent(mixingPicture, forKey: PlanKey("mixingPicture"))
    try container.encode(overflow, forKey: PlanKey("overflow"))
    try container.encode(normalization, forKey: PlanKey("normalization"))
  }
}

extension MixingPlan.Chain: Codable {
  public init(from decoder: any Decoder) throws {
    let object = try StrictObject(decoder)
    try object.allow("weight", "level", "steps")
    let steps = try object.nested("steps", [MixingPlan.Step].self)
    self.init(
      weight: try object.single("weight"),
      level: object.has("level") ? try object.word("level", MixingPlan.Level.self) : Self.level(of: steps),
      steps: steps)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: PlanKey.self)
    try container.encode(weight, forKey: PlanKey("weight"))
    try container.encode(level, forKey: PlanKey("level"))
    try container.encode(steps, forKey: PlanKey("steps"))
  }

  private static func level(of steps: [MixingPlan.Step]) -> MixingPlan.Level {
    let images = steps.count { if case .image = $0 { true } else { false } }
    if images == steps.count { return .image }
    return images == 0 ? .patch : .both
  }
}

extension MixingPictureChoice: Codable {
  public init(from decoder: any Decoder) throws {
    try self.init(StrictObject(decoder))
  }

  init(_ object: StrictObject) throws {
    try object.allow("asset", "resizedHeight", "resizedWidth", "top", "left")
    let sides = 1...65_536
    self.init(
      asset: try object.unsigned("asset"), resizedHeight: try object.whole("resizedHeight", in: sides),
      resizedWidth: try object.whole("resizedWidth", in: sides), top: try object.whole("top", in: 0...65_535),
      left: try object.whole("left", in: 0...65_535))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: PlanKey.self)
    try container.encode(asset, forKey: PlanKey("asset"))
    try container.encode(resizedHeight, forKey: PlanKey("resizedHeight"))
    try container.encode(resizedWidth, forKey: PlanKey("resizedWidth"))
    try container.encode(top, forKey: PlanKey("top"))
    try container.encode(left, forKey: PlanKey("left"))
  }
}

extension PixelShape {
  init(_ object: StrictObject) throws {
    try object.allow("height", "width", "channels")
    let sides = Self.mixableSides
    self.init(
      height: try object.whole("height", in: sides), width: try object.whole("width", in: sides),
      channels: try object.whole("channels", in: 1...3))
    guard channels != 2 else { throw object.wrong("channels", "must be 1 or 3, not 2") }
  }
}
