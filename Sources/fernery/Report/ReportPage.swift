import Foundation
import FractalCore
import FractalImageIO
import StoreReader

/// A report as one HTML page that needs nothing else: no script, no font, no file beside it.
struct ReportPage {
  let report: SetReport
  private let source: StorePictures
  private let columns: Int

  /// The longer side of a thumbnail.
  private static let side = 96
  /// Thumbnails of the map.
  private static let mapLimit = 384

  init(_ report: SetReport) throws {
    self.report = report
    source = try StorePictures(report.store)
    columns = max(1, min(24, Int((Double(min(report.compared.count, Self.mapLimit)) * 1.5).squareRoot().rounded())))
  }

  /// The page's text.
  func html() throws -> String {
    let name = HTML.escaped(report.store.name)
    let sections = [
      header, plan, try sheets, distributions, try map, try pairs, diversity,
    ]
    return """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="generator" content="Fernery">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>\(name): a set of fractals</title>
      <style>\(ReportStyle.css)</style>
      </head>
      <body>
      <main>
      \(sections.joined(separator: "\n"))
      <footer>Made by fernery \(HTML.escaped(Fernery.version)). Nothing in this page is fetched from elsewhere.</footer>
      </main>
      </body>
      </html>

      """
  }

  // MARK: - Facts

  private var header: String {
    let header = report.store.header
    let colours = header.shape.channels == 3 ? "RGB" : "grey"
    let families = report.attributes.families.map {
      "<li><span>\(HTML.escaped($0.name))</span> <b>\(HumanFormat.count($0.count))</b>"
        + "<i style=\"width:\(HTML.number(100 * Double($0.count) / Double(report.attributes.count)))%\"></i></li>"
    }
    return """
      <header>
      <h1>\(HTML.escaped(report.store.name))</h1>
      <p class="lead">\(HumanFormat.count(report.attributes.count)) assets of \(header.shape.height) x \(header.shape.width) pixels, \
      \(colours)\(report.store.isSealed ? "" : ", not finished")</p>
      <ul class="families">\(families.joined())</ul>
      </header>
      """
  }

  private var plan: String {
    let header = report.store.header
    let facts = [
      ("Merkle root", report.store.isSealed ? report.store.root?.hex ?? "" : "none until the store is finished"),
      ("Plan", header.planHash.hex), ("Catalog", header.catalogHash.hex), ("Seed", "\(header.seed)"),
      ("Licence", report.attributes.licences.joined(separator: ", ")),
      ("Made by", "\(header.generatorVersion), renderer version \(header.rendererVersion)"),
      ("Schema", header.schema.description),
    ]
    return section(
      "The plan",
      "<dl>\(facts.map { "<dt>\($0.0)</dt><dd>\(HTML.escaped($0.1))</dd>" }.joined())</dl>",
      "Plan, catalog and root are SHA-256: the same command with the same release of the renderer gives the same three."
    )
  }

  // MARK: - Pictures

  private var sheets: String {
    get throws {
      try report.sheets.map { sheet in
        section(sheet.title, "<div class=\"sheet\">\(try sheet.places.map(figure).joined())</div>")
      }.joined(separator: "\n")
    }
  }

  private func figure(_ place: Int) throws -> String {
    guard let row = report.rows[place] else { preconditionFailure("the asset at \(place) is shown and was not read") }
    let numbers = row.descriptors.sorted { $0.key < $1.key }.map { "\($0.key) \(HTML.number($0.value))" }
    let title = (["\(row.id): \(row.family)"] + numbers).joined(separator: "\n")
    return "<figure title=\"\(HTML.escaped(title))\">\(try image(place, side: Self.side))"
      + "<figcaption>\(row.id)</figcaption></figure>"
  }

  private func id(of place: Int) -> Int { report.store.ids.lowerBound + place }

  private func image(_ place: Int, side: Int, style: String = "") throws -> String {
    let shape = report.store.header.shape
    let longest = max(shape.height, shape.width)
    // Small assets are shown as they are, and enlarged by the browser without smoothing.
    let scale = min(1, Double(side) / Double(longest))
    func scaled(_ length: Int) -> Int { max(1, Int((Double(length) * scale).rounded())) }
    let picture = try source.picture(
      of: id(of: place), height: scaled(shape.height), width: scaled(shape.width))
    let bytes = Data(try PNG.encode(picture)).base64EncodedString()
    return
      "<img loading=\"lazy\" alt=\"asset \(id(of: place))\" src=\"data:image/png;base64,\(bytes)\"\(style)>"
  }

  /// Thumbnails in columns by the first principal component, and within each by the second: none hides another.
  private var map: String {
    get throws {
      let coordinates = report.features.principalCoordinates()
      let shown = Array(report.compared.indices.prefix(Self.mapLimit))
      guard shown.count >= 16 else { return "" }
      let order = shown.sorted { (coordinates[$0].x, $0) < (coordinates[$1].x, $1) }
      let perColumn = (order.count + columns - 1) / columns
      var grid: [[Int]] = []
      for first in stride(from: 0, to: order.count, by: perColumn) {
        grid.append(
          order[first..<min(order.count, first + perColumn)].sorted {
            (coordinates[$0].y, $0) < (coordinates[$1].y, $1)
          })
      }
      let cells = try (0..<perColumn).map { row in
        try grid.map { column in
          row < column.count ? try image(report.compared[column[row]], side: 48) : "<i></i>"
        }.joined()
      }
      return section(
        "A map of the set",
        "<div class=\"map\" style=\"--columns:\(grid.count)\">\(cells.joined())</div>",
        "\(HumanFormat.count(shown.count)) assets, ordered from left to right and from top to bottom along the two directions in "
          + "which they differ most (principal components of 16 x 16 pixels). Neighbours look alike.")
    }
  }

  private var pairs: String {
    get throws {
      let pairs = report.features.nearestPairs(12)
      guard !pairs.isEmpty else { return "" }
      let figures = try pairs.map { pair in
        let (first, second) = (report.compared[pair.first], report.compared[pair.second])
        return "<figure>\(try image(first, side: Self.side))\(try image(second, side: Self.side))<figcaption>"
          + "\(id(of: first)) and \(id(of: second)): \(String(format: "%.3f", pair.similarity))</figcaption></figure>"
      }
      return section(
        "The pairs most alike", "<div class=\"pairs\">\(figures.joined())</div>",
        "By the correlation of their pixels at 16 x 16, among \(HumanFormat.count(report.compared.count)) assets: 1 is the same picture."
      )
    }
  }

  // MARK: - Numbers

  private var distributions: String {
    let figures = report.attributes.descriptors.map { HistogramFigure(name: $0.name, values: $0.values).html }
    guard !figures.isEmpty else { return "" }
    return section(
      "How its attributes are distributed", "<div class=\"histograms\">\(figures.joined())</div>",
      "`fernery store list --where \"NAME>VALUE\"` lists assets by these.")
  }

  private var diversity: String {
    guard !report.diversity.isEmpty else { return "" }
    let hasOther = report.diversity.contains { $0.other != nil }
    func cell(_ value: Double?) -> String { "<td>\(value.map { String(format: "%.1f", $0) } ?? "-")</td>" }
    let rows = report.diversity.map { figure in
      "<tr><th scope=\"row\">\(figure.size)</th>\(cell(figure.first))\(cell(figure.random))"
        + (hasOther ? cell(figure.other) : "") + "</tr>"
    }
    return section(
      "Diversity",
      """
      <table><thead><tr><th scope="col">assets</th><th scope="col">the first</th><th scope="col">random ones of the set</th>\
      \(hasOther ? "<th scope=\"col\">the other store's</th>" : "")</tr></thead><tbody>\(rows.joined())</tbody></table>
      """,
      "The effective number of different pictures: the Vendi score of order 2 at 16 x 16 pixels; of random ones the mean of five "
        + "draws from the whole set. Where the first assets score higher than random ones, a short part of the set is worth more "
        + "than its share.")
  }

  private func section(_ title: String, _ content: String, _ note: String = "") -> String {
    """
    <section>
    <h2>\(HTML.escaped(title))</h2>
    \(content)
    \(note.isEmpty ? "" : "<p class=\"note\">\(HTML.escaped(note))</p>")
    </section>
    """
  }
}
