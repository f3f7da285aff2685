public import ArgumentParser
public import FractalRendering
import FractalSearch

/// The colouring modes by name.
enum ColourMode: String, ExpressibleByArgument, CaseIterable {
  case density, coordinate, trap, flat

  var mode: Colouring.Mode {
    switch self {
    case .density: .density
    case .coordinate: .coordinate
    case .trap: .trap
    case .flat: .flat
    }
  }
}

/// The backgrounds by name.
enum BackgroundKind: String, ExpressibleByArgument, CaseIterable {
  case black, solid, gradient, noise

  var law: BackgroundLaw {
    switch self {
    case .black: BackgroundLaw(black: 1)
    case .solid: BackgroundLaw(black: 0, solid: 1)
    case .gradient: BackgroundLaw(black: 0, gradient: 1)
    case .noise: BackgroundLaw(black: 0, noise: 1)
    }
  }
}

extension PaletteScheme: ExpressibleByArgument {}
