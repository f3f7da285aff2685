import Foundation
import FractalCore
import FractalImageIO
import IPMix

/// Replays one recorded plan on one picture and writes all that happened into a folder.
///
/// | file | what it holds |
/// |---|---|
/// | plan.json | the plan that was replayed, with every key |
/// | result.npy | the result: normalised float32, channels x height x width |
/// | result.png | the result for looking at: normalisation undone, clipped, rounded to 8 bits |
/// | chain-I-step-S.png | what chain I (from 0) was in 8 bits after its step S (from 1); step 0 is what it started from |
/// | state-S.npy | in the framework `rounds` instead: the state in 0...1 after step S, channels x height x width, float32 |
/// | sheet.png | all of them side by side, with captions |
struct PlanReplay {
  let plan: MixingPlan
  let picture: Picture
  let fractal: Picture?

  /// Replays and writes; the folder appears when it is complete.
  ///
  /// - Returns: the names of the files.
  func write(to folder: String) throws -> [String] {
    let trace = try IPMixer().trace(plan, of: picture, mixingPicture: fractal)
    let staging = "\(folder).\(UUID().uuidString).part"
    defer { try? FileManager.default.removeItem(atPath: staging) }
    do {
      try FileManager.default.createDirectory(atPath: staging, withIntermediateDirectories: false)
      let names = try write(trace, into: staging)
      try FileManager.default.moveItem(atPath: staging, toPath: folder)
      return names
    } catch let error as PNGError {
      throw PNGError(error.code, error.message.replacing(staging, with: folder), cause: error.cause)
    } catch let error as CocoaError {
      throw CommandError(.inputOutput, "\(folder) cannot be written: \(error.localizedDescription)")
    }
  }

  private func write(_ trace: MixingTrace, into folder: String) throws -> [String] {
    var names: [String] = []
    func place(_ name: String) -> String {
      names.append(name)
      return "\(folder)/\(name)"
    }
    try Data(JSONOutput.text(PrintedJSON(value: plan.jsonValue())).utf8 + [0x0A]).write(
      to: URL(filePath: place("plan.json")))
    let axes = [plan.imageShape.channels, plan.imageShape.height, plan.imageShape.width]
    try NumPyFile.encode(trace.result.values, shape: axes).write(to: URL(filePath: place("result.npy")))
    try PNG.write(trace.result.picture, to: place("result.png"))
    for (number, chain) in trace.chains.enumerated() {
      for (step, picture) in ([chain.start] + chain.steps).enumerated() {
        try PNG.write(picture, to: place("chain-\(number)-step-\(step).png"))
      }
    }
    for (step, values) in trace.rounds.enumerated() {
      try NumPyFile.encode(values, shape: axes).write(to: URL(filePath: place("state-\(step).npy")))
    }
    try PNG.write(
      PlanSheet(plan: plan, picture: picture, fractal: fractal, trace: trace).draw(), to: place("sheet.png"))
    return names
  }
}
