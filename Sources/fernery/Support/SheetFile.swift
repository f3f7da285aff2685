import FractalCore
import FractalImageIO

/// The file that a sheet is written to, and what is said about it.
struct SheetFile {
  var path: String
  /// What the sheet shows, such as a law's name.
  var name: String
  /// Pictures side by side; nil for what suits their number.
  var columns: Int?
  /// Whether a program reads what is said.
  var json: Bool

  /// Draws the sheet and writes it.
  func write(_ pictures: [Picture], captions: [String] = []) throws {
    try PNG.write(ContactSheet(columns: columns).draw(pictures, captions: captions), to: path)
    if json {
      try JSONOutput.print(Summary(path: path, name: name, count: pictures.count))
    } else {
      print("\(path): \(pictures.count) pictures of \(name)")
    }
  }

  private struct Summary: Encodable {
    var path: String
    var name: String
    var count: Int
  }
}
