internal import FractalCore
public import IFS

/// A law by which genomes are drawn.
public enum GenomeLaw: Sendable, Hashable {
  case andersonFarrell(AndersonFarrellLaw)
  case wide(WideLaw)
  case flame(FlameLaw)
  case fractalDB(FractalDBLaw)
  case escapeTime(EscapeTimeLaw)

  /// The law's name in presets.
  public var name: String {
    switch self {
    case .andersonFarrell: "anderson-farrell"
    case .wide: "wide"
    case .flame: "flame"
    case .fractalDB: "fractaldb"
    case .escapeTime: "escape-time"
    }
  }

  /// The family of what it draws.
  public var family: Family {
    switch self {
    case .andersonFarrell, .wide, .fractalDB: .affine
    case .flame: .flame
    case .escapeTime: .escapeTime
    }
  }

  /// How many instances of a genome are kept, at most.
  var instances: Int {
    if case .fractalDB(let law) = self { law.instances } else { 1 }
  }

  /// The default law of a name; nil if there is none.
  public init?(named name: String) {
    do {
      switch name {
      case "anderson-farrell": self = .andersonFarrell(try AndersonFarrellLaw())
      case "wide": self = .wide(try WideLaw())
      case "flame": self = .flame(try FlameLaw())
      case "fractaldb": self = .fractalDB(try FractalDBLaw())
      case "escape-time": self = .escapeTime(try EscapeTimeLaw())
      default: return nil
      }
    } catch { preconditionFailure("the default laws are valid: \(error)") }
  }

  /// The names of all laws, as presets name them.
  public static let names = ["anderson-farrell", "wide", "fractaldb", "flame", "escape-time"]

  /// Draws one genome.
  func sample(_ draws: inout RandomDraws) -> Genome {
    switch self {
    case .andersonFarrell(let law): .affine(law.sample(&draws))
    case .wide(let law): .affine(law.sample(&draws))
    case .flame(let law): .flame(law.sample(&draws))
    case .fractalDB(let law): .affine(law.sample(&draws))
    case .escapeTime(let law): .escapeTime(law.sample(&draws))
    }
  }
}

/// A law with its share of the proposals and of what is selected.
public struct WeightedLaw: Sendable, Hashable {
  /// The law.
  public var law: GenomeLaw
  /// Its weight among all shares; positive.
  public var weight: Double
  /// The gates for its proposals; nil for those of the plan for the law's family.
  public var gates: Gates?

  /// A law with its weight.
  public init(law: GenomeLaw, weight: Double = 1, gates: Gates? = nil) {
    self.law = law
    self.weight = weight
    self.gates = gates
  }
}
