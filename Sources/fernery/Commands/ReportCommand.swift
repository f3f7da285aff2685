import ArgumentParser
import Foundation
import FractalCore
import FractalImageIO
import StoreReader

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write a page to look at a set: sheets, attributes, a map, the closest pairs, its diversity.",
    usage: "fernery report <store> [--out <out>] [--against <store>] [<options>]",
    discussion: """
      One HTML file that needs nothing else. It is the same for the same store, whenever and wherever it is made.

      With --against, diversity is compared with another store's, such as one whose pool was hardly larger than its \
      count, which is a random set.

      EXAMPLES
        fernery report demo.fernery --out report.html
        fernery generate demo --pool 400 --count 300 --store random.fernery
        fernery report demo.fernery --against random.fernery
      """)

  @Argument(help: "The store's folder.", completion: .directory)
  var store: String

  @Option(name: .shortAndLong, help: "The HTML file to write (default: NAME-report.html).", completion: .file())
  var out: String?

  @OptionGroup var replacement: ReplacementOptions

  @Option(help: "A store of the same size of pictures to compare diversity with.", completion: .directory)
  var against: String?

  @Option(parsing: .unconditional, help: "Assets of each sheet: 8 to 500.")
  var thumbnails = 96

  @OptionGroup var output: OutputOptions

  func run() throws {
    try ExitStatus.report {
      try require(thumbnails, in: 8...500, option: "--thumbnails")
      let store = try Store(path: store)
      try store.requireAssets()
      let other = try against.map { try Store(path: $0) }
      let path = out ?? "\(store.name)-report.html"
      let file = try OutputFile(path, .html, force: replacement.force, json: output.json)
      let report = try LongWork.run(output) { monitor in
        try SetReport(store, against: other, thumbnails: thumbnails, monitor: monitor)
      }
      let page = try ReportPage(report).html()
      try file.write(Array(page.utf8))
      if output.json {
        return try JSONOutput.print(
          Summary(path: path, count: report.attributes.count, bytes: page.utf8.count, diversity: report.diversity))
      }
      file.say("\(path): \(HumanFormat.count(report.attributes.count)) assets, \(HumanFormat.bytes(page.utf8.count))")
    }
  }

  private struct Summary: Encodable {
    var path: String
    var count: Int
    var bytes: Int
    var diversity: [SetReport.Diversity]
  }
}
