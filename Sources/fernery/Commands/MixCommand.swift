import ArgumentParser
import Fernery
import Foundation
import FractalCore
import FractalImageIO
import IPMix
import Presets
import StoreReader

struct MixCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mix",
    abstract: "Mix a store's fractals into pictures by IPMix, and write a sheet to look at.",
    usage: "fernery mix <pictures> ... [--store <store>] [<options>]",
    discussion: """
      Each row of the sheet is a picture and its mixed views. The same seed, epoch, row and view give the same result.

      Pictures with a shorter side up to 96 px are mixed by the recipe reference-cifar and larger ones by reference-imagenet, \
      unless --recipe names another.

      With --plan, a recorded plan (what --explain prints; see Store/PLANS.md) is replayed on one picture of its size, and \
      --out is a folder: result.npy is the result in float32, chain-I-step-S.png the 8-bit picture of chain I after its \
      step S (state-S.npy in the framework rounds), and sheet.png shows them all.

      EXAMPLES
        fernery mix photos/ --store demo.fernery --out mixed.png
        fernery mix cat.png --store demo.fernery --recipe paper-imagenet --views 8
        fernery mix cat.png --recipe augmix-imagenet
        fernery mix cat.png --store demo.fernery --explain --view 2 > plan.json
        fernery mix cat.png --store demo.fernery --plan plan.json --out replay
      """)

  @Argument(help: "PNG pictures, or folders of them.", completion: .file())
  var pictures: [String]

  @Option(
    name: .shortAndLong, help: "The store to draw fractals from; needed unless the recipe mixes none.",
    completion: .directory)
  var store: String?

  @Option(
    name: .shortAndLong,
    help: "A mixing recipe: a name (see `fernery presets list`) or a YAML file (default: by each picture's size).",
    completion: .file())
  var recipe: String?

  @Option(name: .shortAndLong, parsing: .unconditional, help: "Mixed views of each picture: 1 to 100.")
  var views = 5

  @Option(parsing: .unconditional, help: "Pictures to take at most: 1 to 10000.")
  var limit = 12

  @Option(parsing: .unconditional, help: "The seed, a whole number from 0.")
  var seed: UInt64 = 0

  @Option(parsing: .unconditional, help: "The epoch, a whole number from 0: another epoch, other views.")
  var epoch: UInt32 = 0

  @Flag(help: "Mix in grey: pictures and fractals become one channel.")
  var grey = false

  @Option(
    name: .shortAndLong, help: "The PNG to write (default: mixed.png), or with --plan the folder (default: replay).",
    completion: .file())
  var out: String?

  @OptionGroup var replacement: ReplacementOptions

  @Flag(help: "Print the plan of one view as JSON, instead of a sheet unless --out is given.")
  var explain = false

  @Option(parsing: .unconditional, help: "The picture whose plan is printed, from 0.")
  var row = 0

  @Option(parsing: .unconditional, help: "The view whose plan is printed, from 0.")
  var view = 0

  @Option(help: "Replay the plan in this JSON file on the one picture.", completion: .file())
  var plan: String?

  @Option(
    help: "With --plan: a PNG of the picture's size to mix with, instead of the store's fractal.", completion: .file())
  var fractal: String?

  @Flag(help: "Print what was written as JSON.")
  var json = false

  func run() throws {
    try ExitStatus.report {
      try require(views, in: 1...100, option: "--views")
      try require(limit, in: 1...10_000, option: "--limit")
      if let plan { return try replay(PlanFile.read(plan)) }
      guard fractal == nil else { throw CommandError(.outOfRange, "--fractal belongs to --plan: give a plan with it") }
      let file = try explain && out == nil ? nil : sheetFile()
      let choice = try RecipeChoice(recipe)
      let store = try openStore()
      let inputs = try PictureInputs.read(pictures, limit: limit, grey: grey)
      let recipes = inputs.map { choice.recipe(for: $0.picture.shape) }
      if store == nil, let needy = recipes.first(where: \.levels.patch) {
        throw CommandError(
          .outOfRange, "the recipe \(needy.name) mixes with fractals: give their store with --store STORE")
      }
      let fractals = try store.map { try StorePictures($0) }
      let mixers = try Dictionary(
        uniqueKeysWithValues: Set(recipes).map { try ($0, Mixer(fractals: fractals, recipe: $0, seed: seed)) })
      try mix(inputs, with: recipes.map { mixers[$0]! }, to: file)
    }
  }

  private func sheetFile() throws -> OutputFile {
    try OutputFile(
      out ?? "mixed.png", .png, inputs: PictureInputs.files(pictures) + [recipe], force: replacement.force,
      json: json || explain)
  }

  func openStore() throws -> Store? {
    guard let path = store else { return nil }
    let store = try Store(path: path)
    try store.requireFinished()
    return store
  }

  /// - Parameter mixers: one for each picture.
  private func mix(_ inputs: [PictureInputs.Input], with mixers: [Mixer], to file: OutputFile?) throws {
    if explain {
      try require(row, in: 0...inputs.count - 1, option: "--row")
      try require(view, in: 0...views - 1, option: "--view")
      let plan = try mixers[row].plan(
        for: inputs[row].picture.shape, index: UInt64(row), epoch: epoch, view: UInt32(view))
      try JSONOutput.print(PrintedJSON(value: plan.jsonValue()))
    }
    guard let file else { return }
    var cells: [Picture] = []
    for (row, input) in inputs.enumerated() {
      cells.append(input.picture)
      for view in 0..<views {
        let mixed = try mixers[row].mix(input.picture, index: UInt64(row), epoch: epoch, view: UInt32(view))
        cells.append(mixed.picture)
      }
    }
    let captions = inputs.indices.flatMap { _ in ["original"] + (0..<views).map { "view \($0)" } }
    try file.write(ContactSheet(columns: views + 1).draw(cells, captions: captions))
    try report(file, inputs: inputs, recipes: mixers.map(\.recipe))
  }

  private func report(_ file: OutputFile, inputs: [PictureInputs.Input], recipes: [Recipe]) throws {
    if explain { return }
    // In the order in which they first were taken.
    let names = recipes.reduce(into: [String]()) { if !$0.contains($1.name) { $0.append($1.name) } }
    if json {
      return try JSONOutput.print(
        Summary(
          path: file.path, pictures: inputs.map(\.path), recipe: names.joined(separator: ", "),
          recipes: recipes.map(\.name),
          views: views, seed: seed, epoch: epoch))
    }
    let count = inputs.count
    file.say(
      "\(file.path): \(count) \(count == 1 ? "picture" : "pictures") with \(views) views each, "
        + "\(names.count == 1 ? "recipe" : "recipes") \(names.joined(separator: " and "))")
  }

  private struct Summary: Encodable {
    var path: String
    var pictures: [String]
    var recipe: String
    /// One for each picture.
    var recipes: [String]
    var views: Int
    var seed: UInt64
    var epoch: UInt32
  }
}
