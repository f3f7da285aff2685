import FractalCore
import IPMix
import Presets

/// Samples a second of IPMix: picture and asset in memory, normalised float32 out, planar.
///
/// A sample is its plan, its mixing picture cut out of an asset (resized before, unless the assets are as large as the
/// plan wants them, which is what a view of a store is for), and the mixing. All rows of a size mix the same samples.
/// The floor turns the same pictures into normalised float32 and mixes nothing.
struct MixingGroup {
  let effort: Effort

  /// A size of pictures with its recipe, and the sides of assets: one to be resized, one that needs none.
  private struct Setting {
    var side: Int
    var recipe: String
    var assetSide: Int
    var viewSide: Int
    var samples: Int
  }

  func rows() throws -> [Row] {
    let settings = [
      Setting(
        side: 32, recipe: "reference-cifar", assetSide: 64, viewSide: 36, samples: effort.size(2000, quick: 400)),
      Setting(
        side: 224, recipe: "reference-imagenet", assetSide: 128, viewSide: 256, samples: effort.size(200, quick: 40)),
    ]
    return try settings.flatMap(rows)
  }

  private func rows(_ setting: Setting) throws -> [Row] {
    let size = "\(setting.side) px"
    let recipe = try PresetLibrary.mixing(setting.recipe)
    let pictures = try Material.pictures(side: setting.side, count: effort.size(50, quick: 20))
    func bench(assetSide: Int) throws -> MixingBench {
      try MixingBench(
        recipe: recipe, pictures: pictures, assets: Material.pictures(side: assetSide, count: pictures.count),
        samples: setting.samples)
    }
    let (small, view) = try (bench(assetSide: setting.assetSide), bench(assetSide: setting.viewSide))
    func row(_ name: String, comparedWith floor: Row? = nil, _ call: () throws -> Void) rethrows -> Row {
      let figures = try effort.rates(units: Double(setting.samples), call)
      return Row(.ipmix, "\(size), \(name)", unit: "samples/s", figures, comparedWith: floor)
    }
    let floor = row("float32 alone") { view.normalise() }
    return [
      floor,
      try row("assets of \(setting.viewSide) px as in a view", comparedWith: floor) { try view.mix() },
      try row("assets of \(setting.assetSide) px, resized", comparedWith: floor) { try small.mix() },
      row("plans alone", comparedWith: floor) { view.plan() },
      try row("mixing alone", comparedWith: floor) { try view.apply() },
    ]
  }
}
