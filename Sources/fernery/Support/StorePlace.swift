import FractalCore
import FractalRendering
import FractalSearch
import Presets
import StoreReader

/// The differences between an existing store and the one to make, in words instead of digests.
enum StorePlace {
  /// In what the store at `path` differs from the set that was asked for; nil if it cannot be read.
  static func difference(at path: String, from preset: GenerationPreset) -> CommandError? {
    guard let header = try? Store(path: path).header else { return nil }
    guard header.rendererVersion == AssetSpec.currentRendererVersion else {
      return CommandError(
        .alreadyExists,
        "\(path) was made by renderer version \(header.rendererVersion), and this program has version "
          + "\(AssetSpec.currentRendererVersion): choose another --store, or go on with the release that made it")
    }
    var differences: [String] = []
    if header.seed != preset.plan.seed { differences.append("seed \(header.seed), not \(preset.plan.seed)") }
    if header.shape != preset.plan.shape {
      differences.append("pictures of \(text(header.shape)), not \(text(preset.plan.shape))")
    }
    if header.idRange.count != preset.count {
      differences.append("\(HumanFormat.count(header.idRange.count)) assets, not \(HumanFormat.count(preset.count))")
    }
    if differences.isEmpty { differences.append("another preset, pool or licence than \(preset.name) now has") }
    return CommandError(
      .alreadyExists,
      "\(path) holds another set (\(differences.joined(separator: "; "))): choose another --store, or ask for the same as "
        + "before")
  }

  private static func text(_ shape: PixelShape) -> String {
    "\(shape.height)x\(shape.width)\(shape.channels == 3 ? "" : " in grey")"
  }
}
