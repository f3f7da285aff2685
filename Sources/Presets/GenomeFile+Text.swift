internal import FractalCore
internal import FractalRendering
internal import IFS

extension GenomeFile {
  /// The genome as one line of JSON, without a line end.
  public var text: String {
    var members = [("family", Self.quoted(genome.family.name))]
    switch genome {
    case .affine(let system):
      let maps = zip(system.maps, system.weights).map { map, weight in
        Self.object(
          zip(["a", "b", "c", "d", "e", "f", "weight"], map.coefficients + [weight]).map { ($0, Self.number($1)) })
      }
      members.append(("maps", "[\(maps.joined(separator: ","))]"))
    case .flame(let flame): members += Self.members(flame)
    case .escapeTime(let fractal): members += Self.members(fractal)
    }
    if let framing {
      let numbers = [framing.centreX, framing.centreY, framing.radius, framing.rotation]
      members.append(
        ("framing", Self.object(zip(["x", "y", "radius", "rotation"], numbers).map { ($0, Self.number($1)) })))
    }
    return Self.object(members)
  }

  private static func members(_ fractal: EscapeTime) -> [(String, String)] {
    var members = [("set", quoted(fractal.plane == .mandelbrot ? "mandelbrot" : "julia"))]
    members += [("power", "\(fractal.power)"), ("iterations", "\(fractal.iterations)")]
    if case .julia(let x, let y) = fractal.plane {
      members.append(("constant", object([("x", number(x)), ("y", number(y))])))
    }
    let trap = fractal.trap
    var measures = [("shape", quoted(trap.shape.rawValue)), ("x", number(trap.x)), ("y", number(trap.y))]
    if trap.angle != 0 { measures.append(("angle", number(trap.angle))) }
    if trap.radius != 0 { measures.append(("radius", number(trap.radius))) }
    members.append(("trap", object(measures)))
    return members
  }

  /// The shortest digits that are read back as the same float32, whole numbers without a point.
  static func number(_ value: Float) -> String {
    let text = value == 0 ? "0" : "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  static func quoted(_ text: String) -> String { "\"\(text)\"" }

  static func object(_ members: [(String, String)]) -> String {
    "{" + members.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",") + "}"
  }
}
