import Foundation
import FractalCore
import IPMix
import Presets

/// Samples a second of IPMix: pictures in memory, fractals from a store's view, normalised float32 out, planar.
///
/// A sample is its plan, its mixing picture, and the mixing, by the batch mixer on one thread. All rows of a size mix the same
/// samples. The floor turns the same pictures into normalised float32 and mixes nothing. The peers are Python programs on
/// the same pictures and fractals (see peers/ipmix.py), run where Tools/bench could install what they need.
struct MixingGroup {
  let effort: Effort
  let folder: TemporaryFolder
  let peer: PythonPeer?

  /// A size of pictures with its recipes, and the shorter side of fractals in the view that serves it.
  private struct Setting {
    var side: Int
    var family: String
    var viewSide: Int
    var samples: Int
  }

  func rows() throws -> [Row] {
    let settings = [
      Setting(side: 32, family: "cifar", viewSide: 36, samples: effort.size(2000, quick: 400)),
      Setting(side: 224, family: "imagenet", viewSide: 256, samples: effort.size(200, quick: 40)),
    ]
    return try settings.flatMap { setting in
      try MixingMaterial.withStore(in: folder, views: [setting.viewSide], count: effort.size(200, quick: 40)) {
        try rows(setting, MixingMaterial(side: setting.side, viewSide: setting.viewSide, source: $0, effort: effort))
      }
    }
  }

  private func rows(_ setting: Setting, _ material: MixingMaterial) throws -> [Row] {
    let recipe = try PresetLibrary.mixing("reference-\(setting.family)")
    func row(
      _ name: String, unit: String = "samples/s", units: Double = 1, comparedWith other: Row?, _ call: () throws -> Void
    ) rethrows -> Row {
      let figures = try effort.rates(units: units * Double(setting.samples), call)
      return Row(.ipmix, "\(setting.side) px, \(name)", unit: unit, figures, comparedWith: other)
    }
    func bench(
      _ recipe: Recipe, _ views: SampleViews = .single, layout: TensorLayout = .planar, threads: Int = 1,
      level: InstructionSet = .best
    ) throws -> MixingBench {
      try MixingBench(
        recipe: recipe, material: material, samples: setting.samples, views: views, layout: layout, threads: threads,
        instructionSet: level)
    }
    var rows: [Row] = []
    let single = try bench(recipe)
    let floor = row("floor: float32 alone", comparedWith: nil) { single.normalise() }
    rows.append(floor)
    let peerRows = try peer.map { try MixingPeers(peer: $0).rows(material, recipe: recipe, effort: effort) } ?? []
    rows += peerRows
    let yardstick = peerRows.first ?? floor
    for level in InstructionSet.supported.dropLast() {
      let bench = try bench(recipe, level: level)
      rows.append(try row("reference, \(level.rawValue)", comparedWith: yardstick) { try bench.mix() })
    }
    let ours = try row("reference, \(InstructionSet.best.rawValue)", comparedWith: yardstick) { try single.mix() }
    rows.append(ours)

    let triple = try bench(recipe, .jsdTriple)
    rows.append(
      try row("JSD triples", unit: "mixed views/s", units: 2, comparedWith: ours) { try triple.mix() })
    let woven = try bench(recipe, layout: .interleaved)
    rows.append(try row("NHWC", comparedWith: ours) { try woven.mix() })
    rows.append(try row("uint8", comparedWith: ours) { try single.mixBytes() })
    rows.append(try row("one sample a call", comparedWith: ours) { try single.mixOneByOne() })
    let both = try bench(recipe, threads: 2)
    // The processor's time does not tell how long two cores take.
    if effort.timeBase == .wall {
      // Threads start and end with their batch, which small batches of small pictures feel.
      for batch in setting.side > 96 ? [100] : [100, 500] {
        let two = try Processors.withTwo {
          try row("two cores, batches of \(batch)", comparedWith: ours) { try both.mix(batch: batch) }
        }
        if let two { rows.append(two) }
      }
    }
    // Where the time goes: the draws, and what a sample costs beyond the floor.
    rows.append(row("plans alone", comparedWith: ours) { single.plan() })
    rows.append(try row("mixing alone", comparedWith: ours) { try single.apply() })
    for name in ["paper-\(setting.family)", "augmix\(setting.side > 96 ? "-imagenet" : "")"]
      + ["pixmix\(setting.side > 96 ? "-imagenet" : "")"]
    {
      let bench = try bench(PresetLibrary.mixing(name))
      rows.append(try row("recipe \(name)", comparedWith: ours) { try bench.mix() })
    }
    return rows
  }
}
