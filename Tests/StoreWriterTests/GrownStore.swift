import Foundation
import FractalCore
import FractalSearch
import IFS
import StoreReader
import StoreWriter
import TestSupport

/// A small generated store, whose assets can be regrown.
struct GrownStore {
  let directory: TemporaryDirectory
  let root: SHA256Digest
  var path: String { directory.path("grown.fernery") }

  init(count: Int = 16) throws {
    directory = try TemporaryDirectory()
    let search = SearchPlan(
      seed: 5, pool: 40, shape: PixelShape(height: 40, width: 32), samplesPerPixel: 1,
      genomes: [WeightedLaw(law: .andersonFarrell(try AndersonFarrellLaw()))],
      background: BackgroundLaw(black: 1, noise: 1))
    var generator = Generator(
      plan: GenerationPlan(search: search, licence: "CC-BY-4.0"), count: count, path: directory.path("grown.fernery"))
    generator.threads = 1
    generator.batchLimit = 5
    guard let root = try generator.run().root else { throw CocoaError(.fileWriteUnknown) }
    self.root = root
  }

  func data() throws -> [UInt8] { try [UInt8](Data(contentsOf: URL(filePath: path + "/assets.mdb"))) }

  func write(_ bytes: [UInt8]) throws { try Data(bytes).write(to: URL(filePath: path + "/assets.mdb")) }
}
