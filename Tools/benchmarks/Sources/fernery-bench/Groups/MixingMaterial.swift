import FractalCore
import StoreReader
import StoreWriter

/// What mixing is measured on: pictures in memory, and a sealed store with a view of the fractals in the right size.
struct MixingMaterial {
  let pictures: [Picture]
  let source: StorePictures
  let viewSide: Int

  init(side: Int, viewSide: Int, source: StorePictures, effort: Effort) throws {
    pictures = try Material.pictures(side: side, count: effort.size(50, quick: 20))
    self.source = source
    self.viewSide = viewSide
  }

  /// The fractals as the view holds them.
  func fractals() throws -> [Picture] {
    try source.store.ids.map { try source.picture(of: $0, height: viewSide, width: viewSide) }
  }

  /// Calls `body` with a store of `count` fractals of `side` px and its views.
  static func withStore<Result>(
    in folder: TemporaryFolder, side: Int = 128, views: [Int], count: Int, _ body: (StorePictures) throws -> Result
  ) throws -> Result {
    try folder.withPath { path in
      let search = try Material.plan(side: side, points: 50_000, count: count)
      var generator = Generator(plan: GenerationPlan(search: search, licence: "CC0-1.0"), count: count, path: path)
      generator.threads = 1
      _ = try generator.run()
      for size in views { _ = try ViewBuilder(path: path, size: size).run() }
      return try body(StorePictures(Store(path: path)))
    }
  }
}
