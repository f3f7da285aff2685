import ArgumentParser
import FractalCore
import FractalPack

struct PackMergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Make one pack out of several packs or stores of one shape; equal pictures are taken once.",
    usage: "fernery pack merge <packs> ... (--out <folder> | --tar <file>) [<options>]",
    discussion: """
      Records, licences and specifications stay with their assets; the ids are new, in the order of the packs.

      EXAMPLE
        fernery pack merge demo-pack ours-pack --out both-pack \\
          --name both --key team.key
      """)

  @Argument(help: "Folders, tars, http(s) URLs of packs, or stores.", completion: .file())
  var packs: [String]

  @OptionGroup var place: PackOutputOptions
  @OptionGroup var about: PackDescriptionOptions

  @Flag(help: "Refuse packs that are not signed.")
  var requireSignature = false

  @Option(help: "The folder in which trusted keys are remembered.", completion: .directory)
  var trustFolder: String?

  @OptionGroup var work: WorkOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    try ExitStatus.report {
      let target = try place.output()
      var merge = PackMerge(locations: packs, output: target, settings: try about.settings())
      merge.trust = PackTrust(folder: try TrustFolder.path(trustFolder), requiresSignature: requireSignature)
      merge.threads = try work.threadCount()
      let start = ContinuousClock.now
      guard let made = try LongWork.run(output, { try merge.run(monitor: $0) }) else {
        StandardError.writeLine("fernery: stopped; what was done is kept, run the same command to go on")
        throw Interruption.exitCode
      }
      let summary = MadePack(target.path, made.pack, since: start, duplicates: made.duplicates)
      if output.json { try JSONOutput.print(summary) } else { print(summary.text) }
    }
  }
}
