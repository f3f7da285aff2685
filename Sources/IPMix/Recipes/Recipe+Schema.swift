internal import CanonicalData
internal import FractalCore

/// The one definition of a recipe's JSON, and of a preset's YAML: keys, ranges, and what holds between them.
extension Recipe: Schema {
  package static var blank: Recipe { Recipe(name: "") }

  private enum Kind: String, CaseIterable {
    case mixing
  }

  package mutating func pass(over fields: inout Fields) {
    var (kind, version) = (Kind.mixing, Self.version)
    fields.discriminator("kind", &kind, .word())
    fields("version", &version, .whole(in: 1...Self.version), default: 1)
    fields("name", &name, .text(bytes: 1...256))
    fields("description", &description, .text(bytes: 0...4096))
    fields("framework", &framework, .word())
    fields("chains", &chains, .whole(in: 1...16))
    fields.object("depth") {
      $0("least", &depth.least, .whole(in: 0...16))
      $0("most", &depth.most, .whole(in: 1...16))
      $0.require(depth.least <= depth.most, "least", "must be in 0...depth.most (\(depth.most)), not \(depth.least)")
    }
    fields("concentration", &concentration, .number(in: 0.1...100))
    fields.object("levels") {
      $0("image", &levels.image, .flag)
      $0("patch", &levels.patch, .flag)
    }
    fields.require(levels.image || levels.patch, "levels", "must have image or patch on, or nothing would be mixed")
    fields.object("imageOperations") {
      $0("severity", &imageOperations.severity, .number(in: 0.1...10))
      $0.operations(&imageOperations.enabled)
      $0("autocontrastCutoff", &imageOperations.autocontrastCutoff, .word())
    }
    fields.object("mixingOperations") {
      $0("blendSeverity", &mixingOperations.blendSeverity, .number(in: 0.1...100))
      $0.operations(&mixingOperations.enabled)
      $0("overflow", &mixingOperations.overflow, .word())
    }
    fields.object("patches") { patches.pass(over: &$0, version: version) }
    fields.object("mixingPicture") {
      $0("enlargement", &mixingPicture.enlargement, .word())
      $0("sharedByViews", &mixingPicture.sharedByViews, .flag)
    }
    fields.object("normalization") { normalization.pass(over: &$0, counts: 1...3) }
    requireWhatTheFrameworkNeeds(&fields)
  }

  private func requireWhatTheFrameworkNeeds(_ fields: inout Fields) {
    guard framework == .linear || framework == .rounds else { return }
    fields.require(chains == 1, "chains", "must be 1 in framework \(framework.rawValue), not \(chains)")
    guard framework == .rounds else { return }
    fields.require(levels.patch, "levels.patch", "must be true in framework rounds, which mixes in every round")
    fields.require(
      patches.shape == .whole, "patches.shape", "must be whole in framework rounds, not \(patches.shape.rawValue)")
    fields.require(
      mixingOperations.overflow == .clip, "mixingOperations.overflow",
      "must be clip in framework rounds, not \(mixingOperations.overflow.rawValue)")
  }
}

extension Recipe.Patches {
  /// - Parameter version: of the recipe; version 1 has no side, and sizes for pictures of every size.
  fileprivate mutating func pass(over fields: inout Fields, version: Int) {
    let sides = PixelShape.mixableSides
    fields.list("sizes", &sizes, of: .whole(in: 2...1024), counts: 0...64)
    if version == 1 { side = 0 } else { fields("side", &side, .whole(in: 0...sides.upperBound)) }
    fields.require(side == 0 || sides.contains(side), "side", "must be 0 or in \(sides), not \(side)")
    fields("shape", &shape, .word())
    fields("source", &source, .word())
    fields.require(
      shape != .whole || sizes.isEmpty, "sizes", "must be [] where patches.shape is whole, not \(sizes)")
  }
}

extension Recipe.Normalization {
  /// - Parameter counts: how many means there may be.
  mutating func pass(over fields: inout Fields, counts: ClosedRange<Int>) {
    fields.list("mean", &mean, of: SingleForm(in: 0...1), counts: counts)
    fields.require(mean.count != 2, "mean", "must hold 1 or 3 values, not 2")
    fields.list("standardDeviation", &standardDeviation, of: SingleForm(in: 0.001...1000), counts: counts)
    fields.require(
      standardDeviation.count == mean.count, "standardDeviation",
      "must hold as many values as mean (\(mean.count)), not \(standardDeviation.count)")
  }
}

extension Fields {
  /// The operations that a recipe draws from.
  fileprivate mutating func operations<Kind: RawRepresentable<String> & CaseIterable & Hashable & Sendable>(
    _ enabled: inout [Kind]
  ) {
    list("enabled", &enabled, of: .word(), counts: 0...Int(UInt16.max))
    require(!enabled.isEmpty, "enabled", "must name at least one operation (or switch the level off in levels)")
    require(Set(enabled).count == enabled.count, "enabled", "must not name an operation twice")
  }
}
