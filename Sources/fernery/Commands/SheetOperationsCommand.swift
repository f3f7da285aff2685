import ArgumentParser
import FractalCore
import FractalImageIO
import FractalRendering
import FractalSearch
import IPMix
import Presets
import StoreReader

struct SheetOperationsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "operations",
    abstract: "Draw what each single operation of IPMix makes of a picture.",
    usage: "fernery sheet operations [<pictures> ...] [<options>]",
    discussion: """
      For each picture: itself, what it is mixed with, the 15 image operations at one level, the 4 mixing operations on the \
      whole picture (add and multiply with both kinds of factors), and the shapes of patches. Without a picture it takes a \
      named classic.

      EXAMPLES
        fernery sheet operations
        fernery sheet operations cat.png --level 8 --out cat-operations.png
        fernery sheet operations photos/ --store demo.fernery --limit 2
      """)

  @Argument(help: "PNG pictures, or folders of them (default: a classic).", completion: .file())
  var pictures: [String] = []

  @Option(
    name: .shortAndLong, help: "The store whose fractals are mixed in (default: another classic).",
    completion: .directory)
  var store: String?

  @Option(parsing: .unconditional, help: "The level of the image operations, up to a recipe's severity: 0.1 to 10.")
  var level = 3.0

  @Option(parsing: .unconditional, help: "Pictures to take at most: 1 to 100.")
  var limit = 4

  @Option(parsing: .unconditional, help: "Pixels a side of the classic, or HEIGHTxWIDTH: 16 to 1024.")
  var size = SizeArgument(argument: "128")!

  @Option(name: .shortAndLong, help: "The PNG to write.", completion: .file())
  var out = "operations.png"

  @OptionGroup var replacement: ReplacementOptions

  @Flag(help: "Print what was written as JSON.")
  var json = false

  func run() throws {
    try ExitStatus.report {
      guard 0.1...10 ~= level else { throw CommandError(.outOfRange, "--level is \(level); it must be 0.1 to 10") }
      try require(limit, in: 1...100, option: "--limit")
      try size.validate()
      let file = try OutputFile(out, .png, inputs: pictures, force: replacement.force, json: json)
      let store = try store.map { try Store(path: $0) }
      try store?.requireFinished()
      let subjects = try self.subjects()
      var cells: [OperationCells.Cell] = []
      for (number, picture) in subjects.enumerated() {
        let other =
          try store.map { try fractal($0, number, picture.shape) }
          ?? Self.classic("crystal", seed: 9, picture.shape)
        cells += try OperationCells(picture: picture, other: other, level: level).cells()
      }
      try file.write(
        ContactSheet(columns: OperationCells.columns).draw(cells.map(\.picture), captions: cells.map(\.caption)))
      if json { return try JSONOutput.print(Summary(path: out, pictures: subjects.count, cells: cells.map(\.caption))) }
      file.say("\(out): \(cells.count) cells of \(subjects.count) \(subjects.count == 1 ? "picture" : "pictures")")
    }
  }

  private func subjects() throws -> [Picture] {
    guard pictures.isEmpty else { return try PictureInputs.read(pictures, limit: limit).map(\.picture) }
    return [try Self.classic("barnsley-fern", seed: 4, PixelShape(height: size.height, width: size.width))]
  }

  /// A named classic before a gradient of noise, as a picture that can be mixed.
  private static func classic(_ name: String, seed: UInt64, _ shape: PixelShape) throws -> Picture {
    var specification = try PresetLibrary.fractal(name).specification(shape: shape, seed: seed)
    var draws = RandomStream(seed: seed, purpose: .background).draws()
    specification.background = BackgroundLaw(black: 0, noise: 1).sample(&draws)
    specification.samplesPerPixel = 60
    var renderer = Renderer()
    return try renderer.render(specification).picture
  }

  /// The middle of a store's asset, covering the picture.
  private func fractal(_ store: Store, _ number: Int, _ shape: PixelShape) throws -> Picture {
    let asset = try store.pixels(of: store.ids.lowerBound + number % store.count)
    let scale = max(Double(shape.height) / Double(asset.height), Double(shape.width) / Double(asset.width))
    let height = max(shape.height, Int((Double(asset.height) * scale).rounded()))
    let width = max(shape.width, Int((Double(asset.width) * scale).rounded()))
    let (top, left) = ((height - shape.height) / 2, (width - shape.width) / 2)
    return try Resampling(from: asset.shape, height: height, width: width)(
      asset, rows: top..<top + shape.height, columns: left..<left + shape.width
    ).withChannels(3)
  }

  private struct Summary: Encodable {
    var path: String
    var pictures: Int
    var cells: [String]
  }
}
