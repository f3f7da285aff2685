import ArgumentParser
import FractalCore
import FractalPack
import Presets

struct PackCreateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create",
    abstract: "Make a pack of a finished store, or a recipe of a few kilobytes that regrows it.",
    usage: "fernery pack create <store> (--out <folder> | --tar <file>) [<options>]",
    discussion: """
      A pack is a folder, or one tar of it: WebDataset shards of PNGs and JSON records, a manifest with every digest, \
      Croissant metadata. With --key it is signed. The same store, options, date and PNG library give the same bytes. \
      Stop it whenever you like; the same command goes on.

      EXAMPLES
        fernery pack create demo.fernery --out demo-pack --key team.key
        fernery pack create demo.fernery --tar demo.tar \\
          --creator "The team" --release 1.1.0
        fernery pack create demo.fernery --out demo-recipe \\
          --recipe plan --preset demo
        fernery pack create demo.fernery --out demo-recipe --recipe catalog
      """)

  /// The content of a pack.
  enum RecipeKind: String, ExpressibleByArgument, CaseIterable { case plan, catalog }

  @Argument(help: "The store's folder.", completion: .directory)
  var store: String

  @OptionGroup var place: PackOutputOptions
  @OptionGroup var about: PackDescriptionOptions

  @Option(help: "Make a recipe: `plan` (a preset; the receiver searches and renders) or `catalog` (they render only).")
  var recipe: RecipeKind?

  @Option(help: "With --recipe plan, the preset that the store was made from.", completion: .file())
  var preset: String?

  @OptionGroup var overrides: PresetOptions
  @OptionGroup var work: WorkOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    try ExitStatus.report {
      let target = try place.output()
      let settings = try about.settings()
      let start = ContinuousClock.now
      let made: PackOutcome
      if let content = try recipeContent() {
        made = try RecipeCreator(store: store, output: target, settings: settings, content: content).run()
      } else {
        var creator = PackCreator(store: store, output: target, settings: settings)
        creator.threads = try work.threadCount()
        made = try LongWork.run(output) { try creator.run(monitor: $0) }
      }
      let summary = MadePack(target.path, made, since: start)
      if output.json { try JSONOutput.print(summary) } else { print(summary.text) }
      if made.manifest == nil { throw Interruption.exitCode }
    }
  }

  private func recipeContent() throws -> RecipeCreator.Content? {
    guard recipe == .plan else {
      guard preset == nil, overrides.isEmpty else {
        throw CommandError(.outOfRange, "--preset, --size, --seed and --pool go with --recipe plan")
      }
      return recipe == nil ? nil : .catalog
    }
    guard let preset else {
      throw CommandError(
        .outOfRange, "--recipe plan needs --preset: a store does not keep the preset that it was made from")
    }
    // Read once: the file may be a pipe.
    let text = try PresetLibrary.text(.generation, of: preset)
    let plan = try overrides.applied(to: GenerationPreset(text: text, file: preset), count: nil).generationPlan
    return .plan(preset: Array(text.utf8), plan: plan)
  }
}

/// The output options of a pack: exactly one of a folder and a tar.
struct PackOutputOptions: ParsableArguments {
  @Option(name: .shortAndLong, help: "The folder to make.", completion: .file())
  var out: String?

  @Option(help: "One tar to make instead of a folder.", completion: .file())
  var tar: String?

  /// The place, once it is clear that something can be made there.
  func output() throws -> PackOutput {
    try require(path: out, option: "--out")
    try require(path: tar, option: "--tar")
    switch (out, tar) {
    case (let out?, nil):
      try OutputFolder.check(out, option: "--out")
      return .folder(out)
    case (nil, let tar?):
      try OutputFolder.check(tar, option: "--tar")
      return .tar(tar)
    default: throw CommandError(.outOfRange, "give one of --out FOLDER and --tar FILE")
    }
  }
}

/// The output of commands that make a pack.
struct MadePack: Encodable {
  var pack: String
  @ExplicitNull var kind: String?
  var count: Int
  var bytes: Int
  @ExplicitNull var root: String?
  @ExplicitNull var key: String?
  var resumed: Int
  var seconds: Double
  var duplicates: Int?

  init(_ path: String, _ outcome: PackOutcome, since start: ContinuousClock.Instant, duplicates: Int? = nil) {
    pack = path
    _kind = ExplicitNull(wrappedValue: outcome.manifest?.kind.rawValue)
    (count, bytes, resumed) = (outcome.count, outcome.byteCount, outcome.resumedFrom)
    _root = ExplicitNull(wrappedValue: outcome.manifest?.root.hex)
    _key = ExplicitNull(wrappedValue: outcome.manifest?.key?.base64)
    seconds = (ContinuousClock.now - start) / .seconds(1)
    self.duplicates = duplicates
  }

  /// The lines for people.
  var text: String {
    guard let root else { return "stopped: finished parts are kept beside \(pack); run the same command to go on" }
    let again = resumed > 0 ? ", \(HumanFormat.count(resumed)) of them from an earlier run" : ""
    var lines = [
      "\(pack): \(HumanFormat.count(count)) assets\(again), \(HumanFormat.bytes(bytes)), in "
        + HumanFormat.duration(seconds: seconds)
    ]
    if let duplicates { lines.append("dropped \(HumanFormat.count(duplicates)) duplicates") }
    lines.append("root \(root)")
    lines.append(
      key.map { "key \($0)" } ?? "not signed: others can find damage in transport alone; see `fernery pack keygen`")
    return lines.joined(separator: "\n")
  }
}
