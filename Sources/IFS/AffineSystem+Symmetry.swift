public import FractalCore

extension AffineMap {
  /// This map, then `next`.
  public func then(_ next: AffineMap) -> AffineMap {
    func sum(_ p: Float, _ q: Float, _ r: Float, _ s: Float, _ t: Float = 0) -> Float {
      Float(Double(p) * Double(q) + Double(r) * Double(s) + Double(t))
    }
    return AffineMap(
      a: sum(next.a, a, next.b, c), b: sum(next.a, b, next.b, d), c: sum(next.c, a, next.d, c),
      d: sum(next.c, b, next.d, d), e: sum(next.a, e, next.b, f, next.e), f: sum(next.c, e, next.d, f, next.f))
  }

  /// The map that takes back what this one does; nil if it flattens the plane or nearly so.
  public var inverse: AffineMap? {
    let determinant = determinant
    guard abs(determinant) >= 1e-6 else { return nil }
    let (a, b, c, d) = (Double(a), Double(b), Double(c), Double(d))
    let (e, f) = (Double(e), Double(f))
    return AffineMap(
      a: Float(d / determinant), b: Float(-b / determinant), c: Float(-c / determinant), d: Float(a / determinant),
      e: Float((b * f - d * e) / determinant), f: Float((c * e - a * f) / determinant))
  }
}

extension AffineSystem {
  /// The system with every map followed by each element of a symmetry in turn: its attractor has the symmetry exactly.
  ///
  /// - Throws: ``IFSError`` if that makes more than 16 maps.
  public func symmetric(_ symmetry: Symmetry) throws(IFSError) -> AffineSystem {
    guard Self.mapCounts.contains(maps.count * symmetry.count) else {
      throw IFSError(
        .invalidSystem,
        "\(maps.count) maps under a symmetry of \(symmetry.count) elements are \(maps.count * symmetry.count); a system "
          + "has at most 16")
    }
    let elements = symmetry.elements
    return try AffineSystem(
      maps: maps.flatMap { map in elements.map { map.then($0) } },
      weights: weights.flatMap { weight in elements.map { _ in weight } })
  }

  /// The system whose attractor is this one's seen through a final map F: each map f becomes F f F^-1.
  ///
  /// So a final affine map costs nothing in the chaos game.
  ///
  /// - Throws: ``IFSError`` if the final map flattens the plane or nearly so.
  public func seen(through final: AffineMap) throws(IFSError) -> AffineSystem {
    guard let inverse = final.inverse else {
      throw IFSError(.invalidSystem, "the final map flattens the plane; its determinant must not be 0")
    }
    return try AffineSystem(maps: maps.map { inverse.then($0).then(final) }, weights: weights)
  }
}
