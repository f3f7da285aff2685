import ArgumentParser
import Foundation
import FractalCore
import FractalImageIO
import FractalRendering
import FractalSearch
import IFS
import Presets

struct RenderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render",
    abstract: "Draw a named classic, a genome from a file, or an asset of a store, as PNG.",
    usage: "fernery render <what> [<options>]",
    discussion: """
      A file is a system in YAML, or genomes in JSON as `fernery sample` prints them, a line each. An asset of a store is \
      drawn anew from its specification, in any size.

      EXAMPLES
        fernery render barnsley-fern --out fern.png
        fernery render heighway-dragon --size 1024 --seed 5 \\
          --colour density --background noise
        fernery sample escape-time > genome.json
        fernery render genome.json --colour trap
        fernery render demo.fernery --id 17 --size 2048
      """)

  @Argument(help: "A name (see `fernery presets list`), a YAML or JSON file, or a store's folder.", completion: .file())
  var what: String

  @Option(parsing: .unconditional, help: "Which asset of a store, or genome of a file of several lines, from 0.")
  var id: Int?

  @Option(name: .shortAndLong, help: "The PNG to write (default: NAME.png).", completion: .file())
  var out: String?

  @OptionGroup var replacement: ReplacementOptions

  @Option(parsing: .unconditional, help: "Pixels a side, or HEIGHTxWIDTH: 16 to 4096.")
  var size = SizeArgument(argument: "512")!

  @Option(
    parsing: .unconditional,
    help: "Points for each pixel (default: 200), of escape time 1 to 64, a square (default: 16).")
  var samples: Double?

  @Option(parsing: .unconditional, help: "The seed of palette and points, a whole number from 0.")
  var seed: UInt64 = 1

  @Option(help: "What chooses the colour: density, coordinate, trap or flat (default: coordinate).")
  var colour: ColourMode?

  @Option(help: "What stands behind: black, solid, gradient or noise, drawn by the seed (default: black).")
  var background: BackgroundKind?

  @Option(help: "The scheme of the palette, such as glow; see `fernery sheet palette`.")
  var palette: PaletteScheme?

  @OptionGroup var output: OutputOptions

  /// The sides that a picture for looking at may have.
  static let sides = 16...4096

  func run() throws {
    try ExitStatus.report {
      try size.validate(in: Self.sides)
      let subject = try subject()
      var specification = subject.specification
      specification.shape = PixelShape(height: size.height, width: size.width, channels: specification.shape.channels)
      try change(&specification)
      let file = try OutputFile(
        out ?? "\(subject.name).png", .png, inputs: [what], force: replacement.force, json: output.json)
      var renderer = Renderer()
      let rendered = try renderer.render(specification, sides: Self.sides)
      try file.write(rendered.picture)
      if output.json {
        try JSONOutput.print(
          Summary(
            name: subject.name, title: subject.title, source: subject.source, family: specification.genome.family.name,
            path: file.path, points: specification.pointCount, fill: rendered.fill))
      } else {
        file.say("\(file.path): \(subject.title) (\(subject.source))")
      }
    }
  }

  /// The subject that the argument names: an asset if it is a store's folder, else a preset or a file.
  private func subject() throws -> RenderSubject {
    // With an id, what is no file can only be meant as a store.
    if RenderSubject.isFolder(what) || (id != nil && !FileManager.default.fileExists(atPath: what)) {
      guard let id else {
        throw CommandError(.outOfRange, "\(what) is a folder: of a store, say which asset to draw, as in --id 0")
      }
      return try RenderSubject(asset: id, ofStore: what)
    }
    return try RenderSubject(PresetLibrary.fractal(what, index: id), size: size, seed: seed)
  }

  /// Puts in place what the options say.
  private func change(_ specification: inout AssetSpec) throws {
    if let samples { specification.samplesPerPixel = try checked(samples, specification) }
    try limitPoints(of: &specification)
    if let colour { specification.colouring.mode = colour.mode }
    if let palette {
      var draws = RandomStream(seed: seed, purpose: .colouring).draws()
      specification.colouring.palette = palette.palette(&draws)
    }
    if let background {
      var draws = RandomStream(seed: seed, purpose: .background).draws()
      specification.background = background.law.sample(&draws, behind: specification.colouring.palette)
    }
  }

  private func checked(_ samples: Double, _ specification: AssetSpec) throws(CommandError) -> Float {
    let text = String(format: "%g", samples)
    if specification.genome.family == .escapeTime {
      guard EscapeTimeLaw.grids.contains(where: { Double($0 * $0) == samples }) else {
        throw CommandError(
          .outOfRange, "--samples is \(text); escape time takes 1, 4, 9, 16, 25, 36, 49 or 64 samples a pixel")
      }
      return Float(samples)
    }
    guard samples.isFinite, AssetSpec.samplesPerPixelRange.contains(Float(samples)) else {
      throw CommandError(.outOfRange, "--samples is \(text); it must be 0.01 to 10000")
    }
    return Float(samples)
  }

  /// Checks that so many points can be drawn; where the default is too many, fewer are.
  private func limitPoints(of specification: inout AssetSpec) throws(CommandError) {
    guard specification.genome.family != .escapeTime else { return }
    let limit = specification.drawing == .patches ? AssetSpec.maximumPatches : ChaosGame.maximumPoints
    let most = Double(limit) / Double(size.height * size.width)
    guard Double(specification.samplesPerPixel) > most else { return }
    guard let samples else {
      specification.samplesPerPixel = Float(most).nextDown
      return
    }
    throw CommandError(
      .outOfRange,
      "--samples is \(String(format: "%g", samples)); at \(size.height)x\(size.width) it must be 0.01 to "
        + String(format: "%g", most))
  }

  private struct Summary: Encodable {
    var name: String
    var title: String
    var source: String
    var family: String
    var path: String
    var points: Int
    var fill: Double
  }
}
