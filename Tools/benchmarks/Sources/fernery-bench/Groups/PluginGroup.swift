import Foundation
import StoreReader

/// The Python package in data loaders of PyTorch, beside the usual way there; measured by peers/plugin.py.
///
/// Single views and JSD triples at 32 and 224 px, with no workers and with two.
struct PluginGroup {
  let effort: Effort
  let folder: TemporaryFolder
  /// An interpreter with PyTorch and the package.
  let peer: PythonPeer?

  func measure(_ report: ([Row]) -> Void) throws {
    guard let peer else { return }
    let settings = [
      (side: 32, recipe: "reference-cifar", items: effort.size(51_200, quick: 5120)),
      (side: 224, recipe: "reference-imagenet", items: effort.size(1280, quick: 512)),
    ]
    try MixingMaterial.withStore(in: folder, side: 256, views: [36], count: effort.size(200, quick: 40)) { source in
      for setting in settings {
        for views in [1, 3] {
          let answer: [Answer] = try peer.run([
            "--store", source.store.path, "--side", "\(setting.side)", "--views", "\(views)", "--recipe",
            setting.recipe, "--items", "\(setting.items)", "--repetitions", "\(effort.repetitions)",
          ])
          report(rows(answer, prefix: "\(setting.side) px\(views == 3 ? " JSD" : "")"))
        }
      }
    }
  }

  private struct Answer: Decodable {
    var name: String
    var unit: String
    var figures: [Double]
    var comparedWith: String?

    private enum CodingKeys: String, CodingKey {
      case name, unit, figures
      case comparedWith = "compared_with"
    }
  }

  private func rows(_ answers: [Answer], prefix: String) -> [Row] {
    var rows: [String: Row] = [:]
    return answers.map { answer in
      let row = Row(
        .plugin, "\(prefix), \(answer.name)", unit: answer.unit, answer.figures,
        comparedWith: answer.comparedWith.flatMap { rows[$0] })
      rows[answer.name] = row
      return row
    }
  }
}
