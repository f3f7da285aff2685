/// A genome that can be drawn, and what it is called.
public struct Drawable: Sendable, Hashable {
  /// The name, as for a file.
  public var name: String
  /// The name, as in a book.
  public var title: String
  /// Where it comes from.
  public var source: String
  /// The genome.
  public var genome: GenomeFile

  /// A genome by its names.
  public init(name: String, title: String, source: String, genome: GenomeFile) {
    (self.name, self.title, self.source, self.genome) = (name, title, source, genome)
  }
}
