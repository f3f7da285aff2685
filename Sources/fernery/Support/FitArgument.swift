import ArgumentParser
import StoreWriter

/// How pictures of other sizes are made to fit, by its name on the command line.
enum FitArgument: String, ExpressibleByArgument, CaseIterable {
  case cover, contain, stretch

  var fit: PictureFit {
    switch self {
    case .cover: .cover
    case .contain: .contain
    case .stretch: .stretch
    }
  }
}
