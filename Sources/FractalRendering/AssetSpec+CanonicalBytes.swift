public import FractalCore
internal import IFS

extension AssetSpec {
  /// The version of the canonical form itself, its first two bytes.
  static let canonicalForm: UInt16 = 2

  /// The one form in which a valid specification is stored and hashed (Store/FORMAT.md gives its layout).
  public var canonicalBytes: [UInt8] {
    var writer = CanonicalWriter()
    writer.write(Self.canonicalForm)
    writer.write(rendererVersion)
    writer.write(seed)
    writer.write(instance)
    genome.write(to: &writer)
    for number in [framing.centreX, framing.centreY, framing.radius, framing.rotation] { writer.write(number) }
    writer.write(colouring.mode.rawValue)
    writer.write(colouring.exposure)
    writer.write(colouring.gamma)
    colouring.palette.write(to: &writer)
    background.write(to: &writer)
    writer.write(UInt16(clamping: shape.height))
    writer.write(UInt16(clamping: shape.width))
    writer.write(UInt8(clamping: shape.channels))
    writer.write(samplesPerPixel)
    // Added in form 2.
    writer.write(drawing.rawValue)
    writer.write(UInt8(colouring.smoothing ? 1 : 0))
    writer.write(colouring.vibrancy)
    writer.write(colouring.highlights)
    return writer.bytes
  }

  /// Reads the canonical form, all of it.
  ///
  /// - Throws: ``RenderingError`` if the bytes are not exactly one specification of a form that this version knows.
  public init(canonicalBytes bytes: [UInt8]) throws(RenderingError) {
    do {
      var reader = CanonicalReader(bytes)
      let form = try reader.read(UInt16.self)
      guard (1...Self.canonicalForm).contains(form) else {
        throw RenderingError(
          .invalidBytes, "a specification has form \(form); this version reads forms 1 to \(Self.canonicalForm)")
      }
      self = try Self.readForm1(&reader)
      if form >= 2 { try readAdditionsOfForm2(&reader) }
      guard reader.remaining == 0 else {
        throw RenderingError(.invalidBytes, "\(reader.remaining) bytes follow the end of a specification")
      }
    } catch let error as RenderingError {
      throw error
    } catch let error as any DescribedError {
      throw RenderingError(.invalidBytes, error.message)
    } catch {
      throw RenderingError(.invalidBytes, "a specification ends before it is complete")
    }
  }

  private static func readForm1(_ reader: inout CanonicalReader) throws -> AssetSpec {
    let rendererVersion = try reader.read(UInt32.self)
    let seed = try reader.read(UInt64.self)
    let instance = try reader.read(UInt32.self)
    let genome = try Genome(from: &reader)
    let framing = Framing(
      centreX: try reader.readFloat(), centreY: try reader.readFloat(), radius: try reader.readFloat(),
      rotation: try reader.readFloat())
    guard let mode = Colouring.Mode(rawValue: try reader.read()) else {
      throw RenderingError(.invalidBytes, "a specification has an unknown colouring mode")
    }
    let (exposure, gamma) = (try reader.readFloat(), try reader.readFloat())
    let colouring = Colouring(mode: mode, palette: try Palette(from: &reader), exposure: exposure, gamma: gamma)
    let background = try Background(from: &reader)
    let shape = PixelShape(
      height: Int(try reader.read(UInt16.self)), width: Int(try reader.read(UInt16.self)),
      channels: Int(try reader.read(UInt8.self)))
    return AssetSpec(
      genome: genome, instance: instance, framing: framing, colouring: colouring, background: background, shape: shape,
      samplesPerPixel: try reader.readFloat(), seed: seed, rendererVersion: rendererVersion)
  }

  private mutating func readAdditionsOfForm2(_ reader: inout CanonicalReader) throws {
    guard let drawing = Drawing(rawValue: try reader.read()) else {
      throw RenderingError(.invalidBytes, "a specification has an unknown way of drawing")
    }
    let smoothing = try reader.read(UInt8.self)
    guard smoothing <= 1 else { throw RenderingError(.invalidBytes, "a specification has an unknown smoothing") }
    self.drawing = drawing
    colouring.smoothing = smoothing == 1
    colouring.vibrancy = try reader.readFloat()
    colouring.highlights = try reader.readFloat()
  }
}

extension OKLab {
  fileprivate func write(to writer: inout CanonicalWriter) {
    for number in [lightness, a, b] { writer.write(number) }
  }

  fileprivate init(from reader: inout CanonicalReader) throws {
    self.init(lightness: try reader.readFloat(), a: try reader.readFloat(), b: try reader.readFloat())
  }
}

extension Palette {
  /// The number of stops (u8), then each stop's three coordinates.
  fileprivate func write(to writer: inout CanonicalWriter) {
    writer.write(UInt8(stops.count))
    for stop in stops { stop.write(to: &writer) }
  }

  fileprivate init(from reader: inout CanonicalReader) throws {
    let count = Int(try reader.read(UInt8.self))
    guard Self.stopCounts.contains(count) else {
      throw RenderingError(.invalidBytes, "a palette has \(count) stops; it must have 2 to 16")
    }
    self.init(stops: try (0..<count).map { _ in try OKLab(from: &reader) })
  }
}

extension Background {
  /// The kind's number (u8), then what the kind needs.
  fileprivate func write(to writer: inout CanonicalWriter) {
    writer.write(kind.rawValue)
    switch self {
    case .black: break
    case .solid(let colour): colour.write(to: &writer)
    case .gradient(let from, let to, let angle):
      from.write(to: &writer)
      to.write(to: &writer)
      writer.write(angle)
    case .noise(let palette, let roughness):
      palette.write(to: &writer)
      writer.write(roughness)
    }
  }

  fileprivate init(from reader: inout CanonicalReader) throws {
    switch Kind(rawValue: try reader.read()) {
    case .black: self = .black
    case .solid: self = .solid(try OKLab(from: &reader))
    case .gradient:
      self = .gradient(
        from: try OKLab(from: &reader), to: try OKLab(from: &reader), angle: try reader.readFloat())
    case .noise: self = .noise(try Palette(from: &reader), roughness: try reader.readFloat())
    case nil: throw RenderingError(.invalidBytes, "a specification has an unknown background")
    }
  }
}
