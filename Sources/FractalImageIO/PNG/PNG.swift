/// Pictures to PNG and back, by libpng.
///
/// Reading takes any PNG and gives 8 bits a channel by fixed rules: palettes become RGB; grey of 1, 2 and 4 bits is
/// spread over 0...255; 16 bits are scaled to 8 with rounding; alpha and transparent colours are dropped, so that the
/// colour beneath shows, as in the image-folder loaders that trainers use (Pillow's `convert("RGB")`); gamma and colour
/// profiles are not applied. A wrong checksum anywhere, or a missing end, is an error.
public enum PNG {
  /// Which channels a decoded picture has.
  public enum Channels: Sendable, Hashable, CaseIterable {
    /// One for grey, three for colour, as the file has it.
    case asStored
    /// Three always; grey is repeated.
    case rgb
  }

  /// How hard zlib works.
  public enum Compression: Int32, Sendable, Hashable, CaseIterable {
    /// No compression: for measuring.
    case none = 0
    /// Level 1: for thousands of pictures.
    case fast = 1
    /// Level 3 on rows as they are: smaller and faster than any filter on fractals, whose colours repeat.
    case unfiltered = 3
    /// Level 6.
    case standard = 6
    /// Level 9: for pictures that are kept and shown.
    case small = 9
  }

  /// The largest picture and file that reading accepts, so that a few hostile bytes cannot ask for all memory.
  public struct Limits: Sendable, Hashable {
    /// The longest side, in pixels.
    public var side: Int
    /// The most pixels.
    public var pixels: Int
    /// The largest file, in bytes.
    public var fileBytes: Int

    /// Limits as given; by default sides up to 65,535, 2^27 pixels and 1 GiB.
    public init(side: Int = 65_535, pixels: Int = 1 << 27, fileBytes: Int = 1 << 30) {
      self.side = side
      self.pixels = pixels
      self.fileBytes = fileBytes
    }
  }
}
