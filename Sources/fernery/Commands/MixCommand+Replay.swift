import Foundation
import FractalCore
import IPMix
import StoreReader

/// `fernery mix --plan`.
extension MixCommand {
  /// Replays a plan on the one picture.
  func replay(_ plan: MixingPlan) throws {
    guard recipe == nil, !explain else {
      throw CommandError(.outOfRange, "--plan says all that is done: leave out --recipe and --explain")
    }
    try require(path: out, option: "--out")
    let folder = out ?? "replay"
    guard !FileManager.default.fileExists(atPath: folder) else {
      throw CommandError(.alreadyExists, "\(folder) exists already: choose another --out, or delete it")
    }
    try OutputFolder.check(folder, option: "--out")
    let inputs = try PictureInputs.read(pictures, limit: 2, grey: plan.imageShape.channels == 1)
    guard inputs.count == 1 else {
      throw CommandError(.outOfRange, "a plan is replayed on one picture, not on \(inputs.count): give one")
    }
    try requirePlanShape(inputs[0], plan)
    let fractal = try fractal(for: plan)
    let names = try PlanReplay(plan: plan, picture: inputs[0].picture, fractal: fractal).write(to: folder)
    if json { return try JSONOutput.print(ReplaySummary(folder: folder, picture: inputs[0].path, files: names)) }
    print("\(folder): \(names.count) files; sheet.png shows them all")
  }

  private func fractal(for plan: MixingPlan) throws -> Picture? {
    if let fractal {
      let input = try PictureInputs.read([fractal], limit: 1, grey: plan.imageShape.channels == 1)[0]
      try requirePlanShape(input, plan)
      return input.picture
    }
    guard plan.needsMixingPicture else { return nil }
    guard let choice = plan.mixingPicture else {
      throw CommandError(
        .outOfRange,
        "the plan mixes with a picture, but has no mixingPicture that names it: give the picture with --fractal PNG")
    }
    guard let store = try openStore() else {
      throw CommandError(.outOfRange, "the plan mixes with fractal \(choice.asset): give its store with --store")
    }
    return try StorePictures(store).mixingPicture(of: plan)
  }

  private func requirePlanShape(_ input: PictureInputs.Input, _ plan: MixingPlan) throws(CommandError) {
    guard input.picture.shape == plan.imageShape else {
      let (picture, wanted) = (input.picture, plan.imageShape)
      throw CommandError(
        .outOfRange,
        "\(input.path) has \(picture.height)x\(picture.width) pixels, but the plan is for "
          + "\(wanted.height)x\(wanted.width): scale the picture, or make a plan for it")
    }
  }

  private struct ReplaySummary: Encodable {
    var folder: String
    var picture: String
    var files: [String]
  }
}
