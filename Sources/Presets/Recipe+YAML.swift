internal import FractalCore
internal import IPMix

extension Recipe {
  /// Reads a preset of `kind: mixing`; every key is required, so that a recipe says all that it does.
  ///
  /// A recipe without `version` is of version 1, which has no `patches.side`: its patch sizes are for pictures of every size.
  init(_ yaml: YAMLMapping) throws(PresetError) {
    _ = try yaml.choice("kind", of: [PresetKind.mixing.rawValue])
    let version = try yaml.int("version", in: 1...Self.version, default: 1)
    self.init(
      name: try yaml.name("name"), description: try yaml.string("description"),
      framework: try yaml.choice("framework", of: Framework.self), chains: try yaml.int("chains", in: 1...16),
      depth: try Depth(yaml.required("depth")), concentration: try yaml.double("concentration", in: 0.1...100),
      levels: try Levels(yaml.required("levels")),
      imageOperations: try ImageOperations(yaml.required("imageOperations")),
      mixingOperations: try MixingOperations(yaml.required("mixingOperations")),
      patches: try Patches(yaml.required("patches"), version: version),
      mixingPicture: try MixingPictures(yaml.required("mixingPicture")),
      normalization: try Normalization(yaml.required("normalization")))
    try yaml.finish()
    do throws(IPMixError) { try validate() } catch { throw yaml.error(error.message) }
  }
}

extension Recipe.Depth {
  fileprivate init(_ yaml: YAMLMapping) throws(PresetError) {
    self.init(least: try yaml.int("least", in: 0...16), most: try yaml.int("most", in: 1...16))
    try yaml.finish()
  }
}

extension Recipe.Levels {
  fileprivate init(_ yaml: YAMLMapping) throws(PresetError) {
    self.init(image: try yaml.bool("image"), patch: try yaml.bool("patch"))
    try yaml.finish()
  }
}

extension Recipe.ImageOperations {
  fileprivate init(_ yaml: YAMLMapping) throws(PresetError) {
    self.init(
      severity: try yaml.double("severity", in: 0.1...10),
      enabled: try yaml.choices("enabled", of: ImageOperationKind.self),
      autocontrastCutoff: try yaml.choice("autocontrastCutoff", of: AutocontrastCutoffLaw.self))
    try yaml.finish()
  }
}

extension Recipe.MixingOperations {
  fileprivate init(_ yaml: YAMLMapping) throws(PresetError) {
    self.init(
      blendSeverity: try yaml.double("blendSeverity", in: 0.1...100),
      enabled: try yaml.choices("enabled", of: MixingOperationKind.self),
      overflow: try yaml.choice("overflow", of: Overflow.self))
    try yaml.finish()
  }
}

extension Recipe.Patches {
  fileprivate init(_ yaml: YAMLMapping, version: Int) throws(PresetError) {
    self.init(
      sizes: try yaml.ints("sizes", in: 2...1024), side: version == 1 ? 0 : try yaml.int("side", in: 0...1024),
      shape: try yaml.choice("shape", of: PatchShapeLaw.self),
      source: try yaml.choice("source", of: SourceLaw.self))
    try yaml.finish()
  }
}

extension Recipe.MixingPictures {
  fileprivate init(_ yaml: YAMLMapping) throws(PresetError) {
    self.init(
      enlargement: try yaml.choice("enlargement", of: EnlargementLaw.self),
      sharedByViews: try yaml.bool("sharedByViews"))
    try yaml.finish()
  }
}

extension Recipe.Normalization {
  fileprivate init(_ yaml: YAMLMapping) throws(PresetError) {
    self.init(
      mean: try yaml.doubles("mean", in: 0...1).map { Float($0) },
      standardDeviation: try yaml.doubles("standardDeviation", in: 0.001...1000).map { Float($0) })
    try yaml.finish()
  }
}
