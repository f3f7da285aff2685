import ArgumentParser
import FractalCore
import FractalRendering
import SystemIO

/// How a sheet of fractals looks and where it goes.
struct SheetOptions: ParsableArguments {
  @Option(name: .shortAndLong, help: "The PNG to write (default: NAME-sheet.png).", completion: .file())
  var out: String?

  @OptionGroup var replacement: ReplacementOptions

  @Option(parsing: .unconditional, help: "How many pictures: 1 to 1000.")
  var count = 100

  @Option(parsing: .unconditional, help: "Pictures side by side: 1 to 1000 (default: what suits the count).")
  var columns: Int?

  @Option(parsing: .unconditional, help: "Pixels a side of each, or HEIGHTxWIDTH: 16 to 1024.")
  var size = SizeArgument(argument: "128")!

  @Option(parsing: .unconditional, help: "The seed, a whole number from 0: another seed, other pictures.")
  var seed: UInt64 = 1

  @Flag(help: "Print what was written as JSON.")
  var json = false

  var shape: PixelShape { PixelShape(height: size.height, width: size.width) }

  /// Checks what can be checked before anything is drawn.
  ///
  /// - Parameter name: what the sheet shows, which names its file where the command line does not.
  /// - Returns: the sheet's file.
  func check(name: String) throws -> SheetFile {
    try require(count, in: 1...1000, option: "--count")
    if let columns { try require(columns, in: 1...1000, option: "--columns") }
    try size.validate()
    let file = try OutputFile(out ?? "\(name)-sheet.png", .png, force: replacement.force, json: json)
    return SheetFile(file: file, name: name, columns: columns, json: json)
  }

  /// Renders specifications and writes their sheet.
  func write(_ specifications: [AssetSpec], to file: SheetFile) throws {
    let results = OrderedResults<Picture>(count: specifications.count)
    Parallel.forEach(specifications.count, threads: Parallel.processorCount) { place, _ in
      do {
        var renderer = Renderer()
        results.finish(place, with: try renderer.render(specifications[place]).picture)
      } catch { results.fail(error) }
    }
    try file.write(results.prefix())
  }
}
