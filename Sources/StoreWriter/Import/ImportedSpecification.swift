public import FractalCore
internal import StoreReader

/// The origin of an imported asset, in the place of a specification: it names the file and the rule, and cannot be
/// rendered.
///
/// Its bytes begin as those of any specification, with the family number 255 (Store/FORMAT.md gives the layout).
public struct ImportedSpecification: Sendable, Hashable {
  /// The file and the rule.
  public var source: AssetSource
  /// How the picture was made to fit.
  public var fit: PictureFit
  /// The asset's shape.
  public var shape: PixelShape

  /// The version of the rules by which files become pixels; any change of them raises it.
  public static let currentRule = 1
  /// The family's name in records.
  public static let family = "imported"
  /// The family's number in canonical bytes.
  static let familyNumber: UInt8 = 255
  private static let form: UInt16 = 1

  /// A specification by its parts.
  public init(source: AssetSource, fit: PictureFit, shape: PixelShape) {
    (self.source, self.fit, self.shape) = (source, fit, shape)
  }

  /// The one form in which it is stored and hashed.
  public var canonicalBytes: [UInt8] {
    var writer = CanonicalWriter()
    writer.write(Self.form)
    // Renderer version, seed and instance, which an import has none of.
    writer.write(UInt32(0))
    writer.write(UInt64(0))
    writer.write(UInt32(0))
    writer.write(Self.familyNumber)
    writer.write(UInt16(source.rule))
    writer.write(contentsOf: source.fileHash.bytes)
    writer.write(fit.rawValue)
    let name = Array(source.name.utf8)
    writer.write(UInt32(name.count))
    writer.write(contentsOf: name)
    writer.write(UInt16(shape.height))
    writer.write(UInt16(shape.width))
    writer.write(UInt8(shape.channels))
    return writer.bytes
  }

  /// Reads the canonical form; nil for anything else, such as the specification of a generated asset.
  public init?(canonicalBytes bytes: [UInt8]) {
    var reader = CanonicalReader(bytes)
    guard (try? reader.read(UInt16.self)) == Self.form, (try? reader.read(count: 16)) != nil,
      (try? reader.read(UInt8.self)) == Self.familyNumber, let rule = try? reader.read(UInt16.self),
      let hash = (try? reader.read(count: 32)).flatMap({ SHA256Digest(bytes: $0) }),
      let fit = (try? reader.read(UInt8.self)).flatMap({ PictureFit(rawValue: $0) }),
      let length = try? reader.read(UInt32.self), let name = try? reader.read(count: Int(length)),
      let text = String(validating: name, as: UTF8.self), let height = try? reader.read(UInt16.self),
      let width = try? reader.read(UInt16.self), let channels = try? reader.read(UInt8.self), reader.remaining == 0
    else { return nil }
    source = AssetSource(fileHash: hash, name: text, rule: Int(rule))
    self.fit = fit
    shape = PixelShape(height: Int(height), width: Int(width), channels: Int(channels))
  }
}
