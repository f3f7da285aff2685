import ArgumentParser
import FractalCore
import StoreWriter

struct StoreImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Make a store out of folders of PNGs: any pictures make a mixing set.",
    usage: "fernery store import <folders> ... --out <out> --licence <licence> [<options>]",
    discussion: """
      Sub-folders are taken too. Palettes become RGB, 16 bits become 8, transparency is dropped and the colour beneath \
      shows; the store is grey if every picture is. Sizes are unified by --size and --fit, resized as Pillow's bilinear \
      filter does. Each record names its file, that file's SHA-256 and the licence. What is left out is \
      listed, and the import goes on: files that are no PNG or a damaged one, hidden ones, links to folders, names that are \
      not UTF-8. A file or folder that the system fails to read ends it.

      Mixing resizes an asset's shorter side to 9/8 of the training picture (8/7 at 224 px) and crops at random. With \
      --size that is a crop of the centre, resized once already. Without it, where all pictures have one size, the \
      pictures are kept whole, and mixing crops anywhere along the longer side, as the authors' loader does.

      EXAMPLES
        fernery store import photos/ --out photos.fernery \\
          --licence CC-BY-4.0 --size 256
        fernery store import a/ b/ --out ab.fernery \\
          --licence LicenseRef-ours --size 96x128 --fit contain
      """)

  @Argument(help: "Folders of PNGs, or single files.", completion: .file())
  var folders: [String]

  @Option(name: .shortAndLong, help: "The folder of the store to make.", completion: .file())
  var out: String

  @Option(help: "The pictures' licence, an SPDX expression such as CC0-1.0 or CC-BY-4.0.")
  var licence: String

  @Option(
    parsing: .unconditional,
    help: "Pixels a side, or HEIGHTxWIDTH: 16 to 1024 (default: the pictures' own, where all have the same).")
  var size: SizeArgument?

  @Option(help: "How other sizes are made to fit: cover (crop), contain (on black) or stretch.")
  var fit = FitArgument.cover

  @Option(parsing: .unconditional, help: .private)
  var batch: Int?

  @OptionGroup var work: WorkOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    try ExitStatus.report {
      try require(path: out, option: "--out")
      try OutputFolder.check(out, option: "--out")
      var picturesImport = StoreImport(folders, path: out, licence: licence)
      if let size {
        try size.validate()
        picturesImport.size = (size.height, size.width)
      }
      picturesImport.fit = fit.fit
      picturesImport.threads = try work.threadCount()
      picturesImport.batchLimit = batch
      picturesImport.generatorVersion = "fernery \(Fernery.version)"
      let start = ContinuousClock.now
      let outcome = try LongWork.run(output) { try picturesImport.run(monitor: $0) }
      try report(outcome, since: start)
      if outcome.store.root == nil { throw Interruption.exitCode }
    }
  }

  private func report(_ outcome: StoreImport.Outcome, since start: ContinuousClock.Instant) throws {
    let made = MadeStore(out, outcome.store, since: start)
    if output.json {
      return try JSONOutput.print(
        Summary(
          made: made, shape: outcome.shape,
          refused: outcome.refused.map { Summary.Refusal(file: $0.file, reason: $0.reason) }))
    }
    for refusal in outcome.refused { StandardError.writeLine("left out: \(refusal.reason)") }
    print(made.text)
    if !outcome.refused.isEmpty {
      print("left out \(HumanFormat.count(outcome.refused.count)) \(outcome.refused.count == 1 ? "file" : "files")")
    }
  }

  private struct Summary: Encodable {
    struct Refusal: Encodable {
      var file: String
      var reason: String
    }

    var made: MadeStore
    var shape: PixelShape?
    var refused: [Refusal]

    private enum CodingKeys: CodingKey { case shape, refused }

    /// One object with the members of all.
    func encode(to encoder: any Encoder) throws {
      try made.encode(to: encoder)
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(shape, forKey: .shape)
      try container.encode(refused, forKey: .refused)
    }
  }
}
