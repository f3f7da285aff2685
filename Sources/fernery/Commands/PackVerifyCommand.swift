import ArgumentParser
import FractalCore
import FractalPack

struct PackVerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check every byte and every picture of a pack, and whether it comes from whom it should.",
    discussion: """
      Compares signature, version and every digest before anything is decoded, then every picture with its record, and \
      the root; of a recipe, that it can be grown. The key of a good signed pack is remembered for its name: another key, a missing signature or an older \
      version are refused from then on. Without a signature only damage in transport can be found.

      EXAMPLES
        fernery pack verify demo-pack --key team.pub
        fernery pack verify https://example.org/demo.tar --require-signature
        ssh host cat demo.tar | fernery pack verify -
      """)

  @Argument(help: "A folder, a tar, `-` for standard input, or an http(s) URL.", completion: .file())
  var pack: String

  @OptionGroup var trust: TrustOptions
  @OptionGroup var work: WorkOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    try ExitStatus.report {
      var verifier = PackVerifier(location: pack)
      verifier.trust = try trust.trust()
      verifier.plan = { try PresetText.plan($0) }
      verifier.threads = try work.threadCount()
      let start = ContinuousClock.now
      guard let report = try LongWork.run(output, { try verifier.run(monitor: $0) }) else {
        StandardError.writeLine("fernery: stopped; the pack was not verified to its end")
        throw Interruption.exitCode
      }
      if !report.unlisted.isEmpty {
        let names = report.unlisted.prefix(5).joined(separator: ", ") + (report.unlisted.count > 5 ? ", ..." : "")
        StandardError.writeLine(
          "fernery: warning: \(report.name) holds what its manifest does not name and nobody has compared: \(names)")
      }
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      if output.json {
        return try JSONOutput.print(
          Summary(
            pack: report.name, sound: true, signature: report.verdict.word, unlisted: report.unlisted,
            facts: PackFacts(report), seconds: seconds))
      }
      let rate = seconds > 0 ? ", \(HumanFormat.bytes(Int(Double(report.manifest.byteCount) / seconds)))/s" : ""
      print(
        """
        \(report.name) is sound: \(HumanFormat.count(report.manifest.count)) assets, \
        \(HumanFormat.bytes(report.manifest.byteCount)), in \(HumanFormat.duration(seconds: seconds))\(rate)
        \(report.verdict.text)
        root \(report.manifest.root)
        """)
    }
  }

  private struct Summary: Encodable {
    var pack: String
    var sound: Bool
    var signature: String
    var unlisted: [String]
    var facts: PackFacts
    var seconds: Double
  }
}
