internal import CanonicalData
internal import FractalCore

/// The one definition of a plan's JSON, which Store/PLANS.md documents: keys, ranges, and what holds between them.
extension MixingPlan: Schema {
  package static var blank: MixingPlan {
    MixingPlan(
      recipe: "", seed: 0, epoch: 0, index: 0, view: 0, imageShape: PixelShape(height: 0, width: 0), mixingWeight: 0,
      chains: [], mixingPicture: nil, overflow: .clip, normalization: .init(mean: [], standardDeviation: []))
  }

  /// The version of the JSON that is written and read.
  public static let version = 1

  package mutating func pass(over fields: inout Fields) {
    var version = Self.version
    fields.discriminator("version", &version, .whole(in: 0...Int(Int32.max)))
    fields.require(
      version == Self.version, "version",
      "must be \(Self.version), the one that this program knows, not \(version)")
    fields("recipe", &recipe, .text(bytes: 0...4096), default: "")
    fields("seed", &seed, .seed, default: 0)
    fields("epoch", &epoch, .whole(in: UInt32.min...UInt32.max), default: 0)
    fields("index", &index, .index, default: 0)
    fields("view", &view, .whole(in: UInt32.min...UInt32.max), default: 0)
    fields.object("imageShape") { imageShape.pass(over: &$0) }
    fields("framework", &framework, .word())
    fields("mixingWeight", &mixingWeight, .single)
    let shape = imageShape
    fields.list("chains", &chains, blank: Chain(weight: 1, level: .both, steps: []), counts: 1...16) { chain, fields in
      chain.pass(over: &fields, in: shape)
    }
    if fields.has("mixingPicture", mixingPicture != nil) {
      var choice = mixingPicture ?? MixingPictureChoice(asset: 0, resizedHeight: 0, resizedWidth: 0, top: 0, left: 0)
      fields.object("mixingPicture") { choice.pass(over: &$0, in: shape) }
      mixingPicture = choice
    }
    fields("overflow", &overflow, .word())
    let channels = imageShape.channels
    fields.object("normalization") { normalization.pass(over: &$0, counts: channels...channels) }
    requireWhatTheFrameworkNeeds(&fields)
  }

  private func requireWhatTheFrameworkNeeds(_ fields: inout Fields) {
    guard framework == .linear || framework == .rounds else { return }
    fields.require(
      chains.count == 1, "chains", "must hold 1 chain in framework \(framework.rawValue), not \(chains.count)")
    guard framework == .rounds else { return }
    fields.require(overflow == .clip, "overflow", "must be clip in framework rounds, not \(overflow.rawValue)")
    for (number, step) in (chains.first?.steps ?? []).enumerated() {
      switch step {
      case .image:
        fields.require(number == 0, "chains", "must have no image operation but the first step in framework rounds")
      case .patch(let rectangle, _, _):
        fields.require(
          rectangle == imageShape.wholePatch, "chains", "must mix the whole picture in every step in framework rounds")
      }
    }
  }
}

extension PixelShape {
  /// The shape of pictures that can be mixed.
  fileprivate mutating func pass(over fields: inout Fields) {
    fields("height", &height, .whole(in: Self.mixableSides))
    fields("width", &width, .whole(in: Self.mixableSides))
    fields("channels", &channels, .whole(in: 1...3))
    fields.require(channels != 2, "channels", "must be 1 or 3, not 2")
  }
}

extension MixingPlan.Chain {
  fileprivate mutating func pass(over fields: inout Fields, in shape: PixelShape) {
    fields("weight", &weight, .single)
    fields.list("steps", &steps, blank: .image(operation: .blank), counts: 0...Int(Int32.max)) { step, fields in
      step.pass(over: &fields, in: shape)
    }
    let images = steps.count { if case .image = $0 { true } else { false } }
    let needed: MixingPlan.Level = images == steps.count ? .image : images == 0 ? .patch : .both
    fields("level", &level, .word(), default: needed)
    fields.require(
      level == .both || level == needed || steps.isEmpty, "level",
      "must be \(needed.rawValue)\(needed == .both ? "" : " or both"), as the steps are, not \(level.rawValue)")
  }
}

extension MixingPictureChoice {
  /// Throws unless the crop of a picture of `imageShape` lies within the resized asset.
  func check(imageShape: PixelShape) throws(Fault) {
    var (copy, fields) = (self, Fields(.checking))
    copy.pass(over: &fields, in: imageShape)
    if let fault = fields.finish() { throw fault }
  }

  fileprivate mutating func pass(over fields: inout Fields, in shape: PixelShape) {
    fields("asset", &asset, .index)
    fields("resizedHeight", &resizedHeight, .whole(in: 1...65_536))
    fields("resizedWidth", &resizedWidth, .whole(in: 1...65_536))
    fields("top", &top, .whole(in: 0...65_535))
    fields("left", &left, .whole(in: 0...65_535))
    fields.require(
      top &+ shape.height <= resizedHeight, "top",
      "must be in 0...\(resizedHeight - shape.height) for a crop of \(shape), not \(top)")
    fields.require(
      left &+ shape.width <= resizedWidth, "left",
      "must be in 0...\(resizedWidth - shape.width) for a crop of \(shape), not \(left)")
  }
}
