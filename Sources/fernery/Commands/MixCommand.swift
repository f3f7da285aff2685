import ArgumentParser
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
    usage: "fernery mix <pictures> ... --store <store> [<options>]",
    discussion: """
      Each row of the sheet is a picture and its mixed views. The same seed, epoch, row and view give the same result.

      EXAMPLES
        fernery mix photos/ --store demo.fernery --out mixed.png
        fernery mix cat.png --store demo.fernery --recipe paper-imagenet --views 8
        fernery mix cat.png --store demo.fernery --explain --view 2
      """)

  @Argument(help: "PNG pictures, or folders of them.")
  var pictures: [String]

  @Option(name: .shortAndLong, help: "The store to draw fractals from.")
  var store: String

  @Option(
    name: .shortAndLong,
    help: """
      A mixing recipe: a name (see `fernery presets list`) or a YAML file (default: reference-cifar for pictures up to \
      96 px, reference-imagenet above).
      """)
  var recipe: String?

  @Option(name: .shortAndLong, parsing: .unconditional, help: "Mixed views of each picture.")
  var views = 5

  @Option(parsing: .unconditional, help: "Pictures to take at most.")
  var limit = 12

  @Option(parsing: .unconditional, help: "The seed.")
  var seed: UInt64 = 0

  @Option(parsing: .unconditional, help: "The epoch: another epoch, other views.")
  var epoch: UInt32 = 0

  @Option(name: .shortAndLong, help: "The PNG to write.")
  var out: String?

  @Flag(help: "Print the plan of one view as JSON, instead of a sheet unless --out is given.")
  var explain = false

  @Option(parsing: .unconditional, help: "The picture whose plan is printed, from 0.")
  var row = 0

  @Option(parsing: .unconditional, help: "The view whose plan is printed, from 0.")
  var view = 0

  @Flag(help: "Print what was written as JSON.")
  var json = false

  func run() throws {
    try ExitStatus.report {
      try require(views, in: 1...100, option: "--views")
      try require(limit, in: 1...10_000, option: "--limit")
      try require(path: out, option: "--out")
      let store = try Store(path: store)
      try store.requireFinished()
      let inputs = try PictureInputs.read(pictures, limit: limit)
      let recipe = try PresetLibrary.mixing(self.recipe ?? Self.recipeName(for: inputs[0].picture))
      let mixing = try StoreMixing(store: store, recipe: recipe, seed: seed, epoch: epoch)
      if explain {
        try require(row, in: 0...inputs.count - 1, option: "--row")
        try require(view, in: 0...views - 1, option: "--view")
        try JSONOutput.print(mixing.plan(inputs[row].picture, index: row, view: view))
        if out == nil { return }
      }
      var cells: [Picture] = []
      for (row, input) in inputs.enumerated() {
        cells.append(input.picture)
        for view in 0..<views { cells.append(try mixing.view(of: input.picture, index: row, view: view)) }
      }
      let captions = inputs.indices.flatMap { _ in ["original"] + (0..<views).map { "view \($0)" } }
      let path = out ?? "mixed.png"
      try PNG.write(ContactSheet(columns: views + 1).draw(cells, captions: captions), to: path)
      try report(path, inputs: inputs, recipe: recipe)
    }
  }

  private static func recipeName(for picture: Picture) -> String {
    picture.shape.shorterSide <= 96 ? "reference-cifar" : "reference-imagenet"
  }

  private func report(_ path: String, inputs: [PictureInputs.Input], recipe: Recipe) throws {
    if explain { return }
    if json {
      return try JSONOutput.print(
        Summary(path: path, pictures: inputs.map(\.path), recipe: recipe.name, views: views, seed: seed, epoch: epoch))
    }
    let count = inputs.count
    print("\(path): \(count) \(count == 1 ? "picture" : "pictures") with \(views) views each, recipe \(recipe.name)")
  }

  private struct Summary: Encodable {
    var path: String
    var pictures: [String]
    var recipe: String
    var views: Int
    var seed: UInt64
    var epoch: UInt32
  }
}
