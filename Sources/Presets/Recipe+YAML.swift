internal import IPMix

extension Recipe {
  /// Reads a preset of `kind: mixing`, whose keys are those of a recipe's JSON.
  init(_ yaml: YAMLMapping) throws(PresetError) {
    let json = try yaml.json(texts: ["name", "description"])
    do throws(Fault) { try self.init(json: json) } catch { throw yaml.error(error) }
  }
}
