import ArgumentParser
import Foundation
import FractalCore
import StoreReader
import StoreWriter

struct StoreRepairCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "repair",
    abstract: "Make a damaged store whole again: keep what is sound, regrow the rest.",
    discussion: """
      Writes a sibling folder, proves it by the store's root and exchanges the two; a store that cannot be made whole \
      is left as it is, and what it lost is named. Imported assets cannot be regrown. Views that are damaged or of \
      another store are made anew. Where the data are sound by themselves and the seal beside them is of other data, \
      nothing is done until you say which of the two is right: --reseal keeps the data. Ends with 0 if the store is whole and with 65 if it is not.

      EXAMPLES
        fernery store repair demo.fernery
        fernery store repair demo.fernery --catalog copy-of-demo.fernery
        fernery store repair demo.fernery --catalog demo.catalog
        fernery store repair demo.fernery --reseal
      """)

  @Argument(help: "The store's folder.", completion: .directory)
  var store: String

  @Option(
    help: "The catalog's file, or another store of the same catalog, to take lost specifications from.",
    completion: .file())
  var catalog: String?

  @Option(help: "The licence of the assets, an SPDX expression, where no record is left to tell it.")
  var licence: String?

  @Flag(
    help: "Keep data that are sound by themselves, and seal them anew in the place of a seal that is of other data.")
  var reseal = false

  @OptionGroup var work: WorkOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    try ExitStatus.report {
      let clock = ContinuousClock.now
      var repairer = Repairer(path: store)
      repairer.threads = try work.threadCount()
      repairer.instructionSet = try work.level()
      repairer.walker = StoreWalkCommand.program
      repairer.licence = licence
      repairer.reseals = reseal
      if let catalog { try take(catalog, &repairer) }
      Interruption.install()
      let progress = PhaseProgress(style: output.progressStyle, units: StoreWalkCommand.units)
      let result = Result { try repairer.run(monitor: progress.monitor) }
      progress.finish()
      guard let outcome = try result.get() else {
        StandardError.writeLine("fernery: stopped; the store was not changed")
        throw Interruption.exitCode
      }
      let summary = Summary(store, outcome, seconds: (ContinuousClock.now - clock) / .seconds(1))
      if output.json { try JSONOutput.print(summary) } else { print(summary.text) }
      if !outcome.isWhole { throw ErrorCategory.invalidData.exitCode }
    }
  }

  /// Takes the specifications of a catalog's file or of a store; a file tells the licence too.
  private func take(_ path: String, _ repairer: inout Repairer) throws {
    if (try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType) == .typeDirectory {
      let other = try Store(path: path)
      repairer.catalog = try (0..<other.catalogCount).map { try other.specification(of: $0) }
    } else {
      let file = try CatalogFile(path: path)
      repairer.catalog = file.entries
      repairer.licence = licence ?? file.licence
    }
  }

  private struct Summary: Encodable {
    var store: String
    var whole: Bool
    var wasSound: Bool
    var resealed: Bool
    var count: Int
    @ExplicitNull var root: String?
    var regrown: [Int]
    var correctedBits: Int
    var lost: [Int]
    var missingSpecifications: [Int]
    var remadeViews: [Int]
    var uselessViews: [Int]
    var seconds: Double

    init(_ store: String, _ outcome: Repairer.Outcome, seconds: Double) {
      self.store = store
      whole = outcome.isWhole
      (wasSound, resealed) = (outcome.wasSound, outcome.isResealed)
      count = outcome.count
      _root = ExplicitNull(wrappedValue: outcome.root?.hex)
      (regrown, correctedBits, lost) = (outcome.regrown, outcome.correctedBits, outcome.lost)
      missingSpecifications = outcome.missingSpecifications
      (remadeViews, uselessViews) = (outcome.remadeViews, outcome.uselessViews)
      self.seconds = seconds
    }

    var text: String {
      guard !wasSound else {
        return "\(store) is sound\(viewLines.isEmpty ? ": nothing to repair" : "")\(viewLines)"
      }
      guard !resealed else {
        return "\(store) was sealed anew: \(HumanFormat.count(count)) assets\nroot \(root ?? "unknown")\(viewLines)"
      }
      var lines: [String] = []
      if !missingSpecifications.isEmpty {
        lines.append(
          "specifications lost: \(Self.list(missingSpecifications)); name the catalog, or a store that has it, with "
            + "--catalog")
      }
      if !lost.isEmpty { lines.append("lost, and not to be regrown: \(Self.list(lost))") }
      guard whole else {
        lines.append("\(store) cannot be made whole and was left as it is")
        return lines.joined(separator: "\n")
      }
      if correctedBits > 0 { lines.append("flipped bits put back: \(correctedBits)") }
      if !regrown.isEmpty { lines.append("regrown: \(Self.list(regrown))") }
      lines.append(
        "\(store) is whole: \(HumanFormat.count(count)) assets, in \(HumanFormat.duration(seconds: seconds))"
      )
      lines.append("root \(root ?? "none until the store is finished")")
      return lines.joined(separator: "\n") + viewLines
    }

    private var viewLines: String {
      (remadeViews.map { "\nview of size \($0) made anew" }
        + uselessViews.map { "\nview-\($0).mdb can be no view of this store: remove it" }).joined()
    }

    private static func list(_ ids: [Int]) -> String {
      ids.prefix(20).map { "\($0)" }.joined(separator: ", ") + (ids.count > 20 ? ", ... (\(ids.count) in all)" : "")
    }
  }
}
