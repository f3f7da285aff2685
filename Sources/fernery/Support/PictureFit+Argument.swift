public import ArgumentParser
public import StoreWriter

/// A fit by its name on the command line.
extension PictureFit: ExpressibleByArgument {
  public init?(argument: String) {
    guard let fit = Self.allCases.first(where: { $0.name == argument }) else { return nil }
    self = fit
  }

  public static var allValueStrings: [String] { allCases.map(\.name) }
  public var defaultValueDescription: String { name }
}
