import ArgumentParser
import FractalCore
import FractalPack

struct PackUnpackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unpack",
    abstract: "Make a store out of a pack, once all of it was found good.",
    discussion: """
      Checks what `fernery pack verify` checks. Until the end nothing stands at the store's path; stop it whenever you \
      like, or lose the connection: the same command goes on.

      EXAMPLES
        fernery pack unpack demo-pack --out demo.fernery --key team.pub
        fernery pack unpack https://example.org/demo-pack --out demo.fernery
      """)

  @Argument(help: "A folder, a tar, `-` for standard input, or an http(s) URL.", completion: .file())
  var pack: String

  @Option(name: .shortAndLong, help: "The folder of the store to make.", completion: .file())
  var out: String

  @OptionGroup var trust: TrustOptions
  @OptionGroup var work: WorkOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    try ExitStatus.report {
      try require(path: out, option: "--out")
      try OutputFolder.check(out, option: "--out")
      var unpacker = PackUnpacker(location: pack, path: out)
      unpacker.trust = try trust.trust()
      unpacker.threads = try work.threadCount()
      let start = ContinuousClock.now
      let outcome = try LongWork.run(output) { try unpacker.run(monitor: $0) }
      try TakenPack(out, outcome, since: start).show(output)
    }
  }
}

/// The output of commands that make a store from a pack.
struct TakenPack: Encodable {
  var store: String
  var count: Int
  @ExplicitNull var root: String?
  var resumed: Int
  var signature: String
  var seconds: Double
  private let signatureText: String

  private enum CodingKeys: CodingKey { case store, count, root, resumed, signature, seconds }

  init(_ path: String, _ outcome: PackUnpacker.Outcome, since start: ContinuousClock.Instant) {
    store = path
    count = outcome.count
    _root = ExplicitNull(wrappedValue: outcome.root?.hex)
    resumed = outcome.resumedFrom
    signature = outcome.report.verdict.word
    signatureText = outcome.report.verdict.text
    seconds = (ContinuousClock.now - start) / .seconds(1)
  }

  /// Prints it, and ends the command where it was stopped.
  func show(_ output: OutputOptions) throws {
    if output.json { try JSONOutput.print(self) } else { print(text) }
    if root == nil { throw Interruption.exitCode }
  }

  private var text: String {
    guard let root else {
      return "stopped: \(HumanFormat.count(count)) assets are kept beside \(store); run the same command to go on"
    }
    let told =
      resumed == count
      ? "\(store) is complete already: \(HumanFormat.count(count)) assets"
      : "\(store): \(HumanFormat.count(count)) assets\(resumed > 0 ? ", \(HumanFormat.count(resumed)) of them from an earlier run" : ""), in \(HumanFormat.duration(seconds: seconds))"
    return "\(told)\n\(signatureText)\nroot \(root)"
  }
}
