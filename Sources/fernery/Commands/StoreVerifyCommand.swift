import ArgumentParser
import FractalCore
import StoreWriter

struct StoreVerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Find every byte of a store that was altered, and the assets that it damaged.",
    discussion: """
      Compares seal, size and the checksum of every MiB, then walks all pages in a process of its own and compares \
      records, pixels (CRC-32C and SHA-256), indexes, catalog and root, and last the views. Of a store that is not \
      finished, what is committed is examined. Ends with 0 if all is sound and with 65 if anything is not.

      EXAMPLES
        fernery store verify demo.fernery
        fernery store verify demo.fernery --quick
        fernery store verify demo.fernery --json
      """)

  @Argument(help: "The store's folder.", completion: .directory)
  var store: String

  @Flag(help: "Leave out pixels, specifications and indexes; the root comes from the records alone.")
  var quick = false

  @OptionGroup var work: WorkOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    try ExitStatus.report {
      let clock = ContinuousClock.now
      var verifier = Verifier(path: store)
      verifier.isQuick = quick
      verifier.threads = try work.threadCount()
      verifier.walker = StoreWalkCommand.program
      Interruption.install()
      let progress = PhaseProgress(style: output.progressStyle, units: StoreWalkCommand.units)
      let result = Result { try verifier.run(monitor: progress.monitor) }
      progress.finish()
      guard let report = try result.get() else {
        StandardError.writeLine("fernery: stopped; the store was not verified to its end")
        throw Interruption.exitCode
      }
      let summary = Summary(report, seconds: (ContinuousClock.now - clock) / .seconds(1))
      if output.json { try JSONOutput.print(summary) } else { print(summary.text) }
      if !report.isSound { throw ErrorCategory.invalidData.exitCode }
    }
  }

  private struct Summary: Encodable {
    struct Damage: Encodable {
      var part: String
      @ExplicitNull var id: Int?
      var text: String
    }

    var store: String
    var sound: Bool
    /// Whether the store is sound, whatever its views are.
    var storeSound: Bool
    var sealed: Bool
    var quick: Bool
    var bytes: Int
    @ExplicitNull var count: Int?
    @ExplicitNull var root: String?
    var damagedAssets: [Int]
    var damagedViews: [Int]
    var onlyUnusedBytesAltered: Bool
    var damage: [Damage]
    var seconds: Double

    init(_ report: VerificationReport, seconds: Double) {
      store = report.path
      sound = report.isSound
      storeSound = report.storeIsSound
      sealed = report.isSealed
      quick = report.isQuick
      bytes = report.byteCount
      _count = ExplicitNull(wrappedValue: report.count)
      _root = ExplicitNull(wrappedValue: report.root?.hex)
      damagedAssets = report.damagedAssets
      damagedViews = report.damagedViews
      onlyUnusedBytesAltered = report.onlyUnusedBytesAltered
      damage = report.damage.map {
        Damage(part: $0.part.rawValue, id: $0.id, text: $0.text)
      }
      self.seconds = seconds
    }

    /// So many lines of damage are shown to people; programs get all.
    private static let shown = 20

    var text: String {
      let assets = count.map { "\(HumanFormat.count($0)) assets" } ?? "assets that cannot be counted"
      let size = HumanFormat.bytes(bytes)
      let rate = seconds > 0 ? ", \(HumanFormat.bytes(Int(Double(bytes) / seconds)))/s" : ""
      guard !sound else {
        return """
          \(store) is sound\(quick ? " as far as a quick look tells" : ""): \(assets), \(size)\
          \(sealed ? "" : ", not finished"), in \(HumanFormat.duration(seconds: seconds))\(rate)
          root \(root ?? "unknown")
          """
      }
      var lines = damage.prefix(Self.shown).map { "damaged: \($0.text)" }
      if damage.count > Self.shown {
        lines.append("and \(HumanFormat.count(damage.count - Self.shown)) more: see --json")
      }
      if onlyUnusedBytesAltered {
        lines.append("only unused bytes were altered: every asset, record and index is sound")
      }
      if !damagedAssets.isEmpty {
        let ids = damagedAssets.prefix(Self.shown).map { "\($0)" }.joined(separator: ", ")
        lines.append(
          "damaged assets: \(ids)\(damagedAssets.count > Self.shown ? ", ... (\(damagedAssets.count) in all)" : "")")
      }
      if storeSound {
        let again = damagedViews.prefix(Self.shown).map { "`fernery store view \(store) --size \($0)`" }
        lines.append("\(store) itself is sound: make the views anew with \(again.joined(separator: ", "))")
      } else {
        lines.append("\(store) is damaged: run `fernery store repair \(store)`")
      }
      return lines.joined(separator: "\n")
    }
  }
}
