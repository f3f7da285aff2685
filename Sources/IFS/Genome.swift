public import FractalCore

/// The families of fractals that Fernery grows.
///
/// Raw values are part of an asset's canonical bytes: they are never reused.
public enum Family: UInt8, Sendable, Hashable, CaseIterable {
  /// Affine iterated function systems drawn by a law.
  case affine = 1
  /// Fractal flames.
  case flame = 2
  /// Escape-time fractals with orbit traps.
  case escapeTime = 3

  /// The family's name in records, presets and exported folders.
  public var name: String {
    switch self {
    case .affine: "affine"
    case .flame: "flame"
    case .escapeTime: "escape-time"
    }
  }
}

/// The parameters of one fractal: everything about its shape, nothing about its picture.
public enum Genome: Sendable, Hashable {
  /// An affine iterated function system.
  case affine(AffineSystem)
  /// A fractal flame.
  case flame(FlameSystem)
  /// An escape-time fractal with an orbit trap.
  case escapeTime(EscapeTime)

  /// The family that it belongs to.
  public var family: Family {
    switch self {
    case .affine: .affine
    case .flame: .flame
    case .escapeTime: .escapeTime
    }
  }

  /// Appends the canonical form: the family's number, then what the family needs.
  ///
  /// Affine: number of maps (u8), then for each map a, b, c, d, e, f and its weight as float32. Flame and escape time: as
  /// their systems write themselves; Store/FORMAT.md gives the layouts.
  public func write(to writer: inout CanonicalWriter) {
    writer.write(family.rawValue)
    switch self {
    case .affine(let system):
      writer.write(UInt8(system.maps.count))
      for (map, weight) in zip(system.maps, system.weights) {
        for coefficient in map.coefficients { writer.write(coefficient) }
        writer.write(weight)
      }
    case .flame(let system): system.write(to: &writer)
    case .escapeTime(let fractal): fractal.write(to: &writer)
    }
  }

  /// Reads the canonical form.
  ///
  /// - Throws: ``IFSError`` for an unknown family or an invalid system.
  public init(from reader: inout CanonicalReader) throws(IFSError) {
    do {
      let number = try reader.read(UInt8.self)
      switch Family(rawValue: number) {
      case .affine: self = .affine(try Self.readSystem(from: &reader))
      case .flame: self = .flame(try FlameSystem(from: &reader))
      case .escapeTime: self = .escapeTime(try EscapeTime(from: &reader))
      case nil:
        throw IFSError(.invalidBytes, "a genome is of family number \(number), which this version does not know")
      }
    } catch let error as IFSError {
      throw error
    } catch {
      throw IFSError(.invalidBytes, "a genome ends before it is complete")
    }
  }

  private static func readSystem(from reader: inout CanonicalReader) throws -> AffineSystem {
    let count = try reader.read(UInt8.self)
    var maps: [AffineMap] = []
    var weights: [Float] = []
    for _ in 0..<count {
      let numbers = try (0..<7).map { _ in try reader.readFloat() }
      maps.append(
        AffineMap(a: numbers[0], b: numbers[1], c: numbers[2], d: numbers[3], e: numbers[4], f: numbers[5]))
      weights.append(numbers[6])
    }
    return try AffineSystem(maps: maps, weights: weights)
  }
}
