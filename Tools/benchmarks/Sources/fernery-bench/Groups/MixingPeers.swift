import Foundation
import FractalCore
import IPMix

/// What Python users have, measured by Tools/benchmarks/peers/ipmix.py on the same pictures and fractals.
struct MixingPeers {
  let peer: PythonPeer

  /// A row for each peer, the restatement of the method first.
  func rows(_ material: MixingMaterial, recipe: Recipe, effort: Effort) throws -> [Row] {
    let folder = FileManager.default.temporaryDirectory.appending(path: "peers-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (pictures, fractals) = (folder.appending(path: "pictures"), folder.appending(path: "fractals"))
    try Data(material.pictures.flatMap(\.pixels)).write(to: pictures)
    try Data(material.fractals().flatMap(\.pixels)).write(to: fractals)
    let side = material.pictures[0].height
    let clock = effort.timeBase == .processor ? ["--processor-time"] : []
    let answer: [String: [Double]] = try peer.run(
      clock + [
        "--pictures", pictures.path, "--side", "\(side)", "--fractals", fractals.path, "--fractal-side",
        "\(material.viewSide)", "--severity", "\(recipe.imageOperations.severity)", "--blend",
        "\(recipe.mixingOperations.blendSeverity)", "--repetitions", "\(effort.repetitions)", "--seconds",
        "\(max(effort.seconds, 0.1))",
      ])
    var rows: [Row] = []
    for (name, figures) in answer.sorted(by: { $0.key < $1.key }) {
      rows.append(
        Row(.ipmix, "\(side) px, \(name)", unit: "samples/s", figures, comparedWith: rows.first))
    }
    return rows
  }
}
