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
    abstract: "Draw a named classic, or a system from a YAML file, as PNG.",
    usage: "fernery render <system> [<options>]",
    discussion: """
      EXAMPLES
        fernery render barnsley-fern --out fern.png
        fernery render heighway-dragon --size 1024 --seed 5 --colour density --background noise
        fernery render my-system.yaml --samples 500
      """)

  @Argument(help: "A system: a name (see `fernery presets list`) or a YAML file.")
  var system: String

  @Option(name: .shortAndLong, help: "The PNG to write (default: NAME.png).")
  var out: String?

  @Option(parsing: .unconditional, help: "Pixels a side, or HEIGHTxWIDTH: 16 to 1024.")
  var size = SizeArgument(argument: "512")!

  @Option(parsing: .unconditional, help: "Points for each pixel.")
  var samples = 200.0

  @Option(parsing: .unconditional, help: "The seed of palette and points.")
  var seed: UInt64 = 1

  @Option(help: "What chooses the colour: density or coordinate.")
  var colour = ColourMode.coordinate

  @Option(help: "What stands behind: black, solid, gradient or noise, drawn by the seed.")
  var background = BackgroundKind.black

  @OptionGroup var output: OutputOptions

  /// The colouring modes by name.
  enum ColourMode: String, ExpressibleByArgument, CaseIterable {
    case density, coordinate

    var mode: Colouring.Mode { self == .density ? .density : .coordinate }
  }

  /// The backgrounds by name.
  enum BackgroundKind: String, ExpressibleByArgument, CaseIterable {
    case black, solid, gradient, noise

    var law: BackgroundLaw {
      switch self {
      case .black: BackgroundLaw(black: 1)
      case .solid: BackgroundLaw(black: 0, solid: 1)
      case .gradient: BackgroundLaw(black: 0, gradient: 1)
      case .noise: BackgroundLaw(black: 0, noise: 1)
      }
    }
  }

  func run() throws {
    try ExitStatus.report {
      try size.validate()
      try require(path: out, option: "--out")
      try checkSamples()
      let preset = try PresetLibrary.system(system)
      let specification = try preset.specification(
        shape: PixelShape(height: size.height, width: size.width), seed: seed, mode: colour.mode,
        background: background.law, samplesPerPixel: Float(samples))
      var renderer = Renderer()
      let rendered = try renderer.render(specification)
      let path = out ?? "\(preset.name).png"
      try PNG.write(rendered.picture, to: path)
      if output.json {
        try JSONOutput.print(
          Summary(
            name: preset.name, title: preset.title, source: preset.source, path: path, points: specification.pointCount,
            fill: rendered.fill))
      } else {
        print("\(path): \(preset.title) (\(preset.source))")
      }
    }
  }

  private func checkSamples() throws(CommandError) {
    let text = String(format: "%g", samples)
    guard samples.isFinite, AssetSpec.samplesPerPixelRange.contains(Float(samples)) else {
      throw CommandError(.outOfRange, "--samples is \(text); it must be 0.01 to 10000")
    }
    let most = Double(ChaosGame.maximumPoints) / Double(size.height * size.width)
    guard samples <= most else {
      throw CommandError(
        .outOfRange,
        "--samples is \(text); at \(size.height)x\(size.width) it must be 0.01 to \(String(format: "%g", most))")
    }
  }

  private struct Summary: Encodable {
    var name: String
    var title: String
    var source: String
    var path: String
    var points: Int
    var fill: Double
  }
}
