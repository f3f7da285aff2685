/// The names of the files in a pack.
package enum PackFiles {
  package static let manifest = "manifest.json"
  package static let signature = "manifest.json.minisig"
  package static let catalog = "catalog.bin"
  package static let croissant = "croissant.json"
  package static let preset = "preset.yaml"
  package static let packedCatalog = "catalog.bin.gz"

  /// The name of a shard: `000000.tar`.
  package static func shard(_ number: Int) -> String { digits(number, 6) + ".tar" }

  /// The name that both members of an asset have before their extension: nine digits.
  package static func asset(_ id: Int) -> String { digits(id, 9) }

  private static func digits(_ number: Int, _ count: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, count - digits.utf8.count)) + digits
  }
}
