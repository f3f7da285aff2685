import ArgumentParser
import FractalCore
import FractalPack

struct PackDiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Show in what two packs, or stores, differ: assets added, removed and changed.",
    discussion: """
      Ends with 0 if both hold the same assets under the same ids, and with 1 if not.

      EXAMPLE
        fernery pack diff demo-1.0 demo-1.1
      """)

  @Argument(help: "The older pack: a folder, a tar, an http(s) URL; or a store.", completion: .file())
  var first: String

  @Argument(help: "The newer one.", completion: .file())
  var second: String

  @OptionGroup var trust: TrustOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    try ExitStatus.report {
      let policy = try trust.trust()
      guard let diff = try LongWork.run(output, { try PackDiff(first, second, trust: policy, monitor: $0) }) else {
        StandardError.writeLine("fernery: stopped; the packs were not compared to their end")
        throw Interruption.exitCode
      }
      if output.json { try JSONOutput.print(Summary(diff)) } else { print(Self.text(diff)) }
      if !diff.isEmpty {
        try StandardOutput.flush()
        throw ExitCode(1)
      }
    }
  }

  private struct Summary: Encodable {
    var titles: [String]
    var roots: [String]
    var equal: Bool
    var added: [Int]
    var removed: [Int]
    var changed: [Int]
    var same: Int
    var newPictures: Int
    var gonePictures: Int

    init(_ diff: PackDiff) {
      (titles, roots, equal) = (diff.titles, diff.roots.map(\.hex), diff.isEmpty)
      (added, removed, changed, same) = (diff.added, diff.removed, diff.changed, diff.same)
      (newPictures, gonePictures) = (diff.newPictures, diff.gonePictures)
    }
  }

  private static func text(_ diff: PackDiff) -> String {
    if diff.isEmpty {
      return "\(diff.titles[0]) and \(diff.titles[1]) hold the same \(HumanFormat.count(diff.same)) assets"
    }
    return """
      from \(diff.titles[0]) to \(diff.titles[1])
      added     \(list(diff.added))
      removed   \(list(diff.removed))
      changed   \(list(diff.changed))
      the same  \(HumanFormat.count(diff.same))
      pictures  \(HumanFormat.count(diff.newPictures)) new, \(HumanFormat.count(diff.gonePictures)) gone, under whatever id
      """
  }

  /// A count and the first few ids.
  private static func list(_ ids: [Int]) -> String {
    guard !ids.isEmpty else { return "0" }
    let shown = ids.prefix(12).map { "\($0)" }.joined(separator: ", ")
    return "\(HumanFormat.count(ids.count)): \(shown)\(ids.count > 12 ? ", ..." : "")"
  }
}
