import FractalCore
import FractalImageIO

/// The file that a sheet is written to, and what is said about it.
struct SheetFile {
  var file: OutputFile
  /// The subject of the sheet, such as a law's name.
  var name: String
  /// Pictures side by side; nil for what suits their number.
  var columns: Int?
  /// Whether a program reads what is said.
  var json: Bool

  /// Draws the sheet and writes it.
  func write(_ pictures: [Picture], captions: [String] = []) throws {
    try file.write(ContactSheet(columns: columns).draw(pictures, captions: captions))
    if json {
      try JSONOutput.print(Summary(path: file.path, name: name, count: pictures.count))
    } else {
      file.say("\(file.path): \(pictures.count) pictures of \(name)")
    }
  }

  private struct Summary: Encodable {
    var path: String
    var name: String
    var count: Int
  }
}
