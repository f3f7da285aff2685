/// The kind of a file by its first bytes, for the message about a file that is no PNG.
enum FileKind: Equatable, CustomStringConvertible {
  case empty
  /// A picture that a converter can read.
  case picture(String)
  /// A PNG whose line ends a text transfer changed, or that something was cut from.
  case damagedPNG
  /// No picture at all.
  case other(String)

  init(firstBytes bytes: [UInt8]) {
    guard !bytes.isEmpty else {
      self = .empty
      return
    }
    func has(_ text: String, at offset: Int = 0) -> Bool {
      bytes.dropFirst(offset).starts(with: text.utf8)
    }
    func begins(_ signature: UInt8...) -> Bool { bytes.starts(with: signature) }
    let isoBrand = has("ftyp", at: 4) ? String(decoding: bytes.dropFirst(8).prefix(4), as: UTF8.self) : ""

    self =
      switch true {
      case begins(0xFF, 0xD8, 0xFF): .picture("JPEG")
      case has("GIF8"): .picture("GIF")
      case has("RIFF") && has("WEBP", at: 8): .picture("WebP")
      case has("BM") && bytes.count > 25: .picture("BMP")
      case begins(0x49, 0x49, 0x2A, 0), begins(0x4D, 0x4D, 0, 0x2A): .picture("TIFF")
      case isoBrand == "avif", isoBrand == "avis": .picture("AVIF")
      case isoBrand.hasPrefix("hei"), isoBrand.hasPrefix("hev"), isoBrand == "mif1": .picture("HEIF")
      case begins(0xFF, 0x0A), has("JXL ", at: 4): .picture("JPEG XL")
      case has("<svg"): .picture("SVG")
      case has("PNG", at: 1), has("PNG", at: 0): .damagedPNG
      case has("<"): .other("a page of HTML or XML")
      case has("%PDF"): .other("a PDF document")
      case begins(0x50, 0x4B, 3, 4): .other("a ZIP archive")
      case begins(0x1F, 0x8B): .other("gzip data")
      case bytes.prefix(512).allSatisfy({ (0x20..<0x7F).contains($0) || (9...13).contains($0) }): .other("text")
      default: .other("unknown data")
      }
  }

  var description: String {
    switch self {
    case .empty: "empty"
    case .picture("AVIF"): "an AVIF picture"
    case .picture("HEIF"): "a HEIF picture"
    case .picture("SVG"): "an SVG picture"
    case .picture(let format): "a \(format) picture"
    case .damagedPNG: "a PNG with a damaged beginning"
    case .other(let name): name
    }
  }

  /// Advice about it.
  var advice: String {
    switch self {
    case .picture: "convert it to PNG first"
    case .empty, .damagedPNG: "copy or download it again, as binary data"
    case .other: "give the path of a PNG file"
    }
  }
}
