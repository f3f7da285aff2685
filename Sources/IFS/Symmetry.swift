public import FractalCore

/// A symmetry of the plane about the origin: rotations by parts of a full turn, with or without the mirror x -> -x.
public struct Symmetry: Sendable, Hashable {
  /// How many rotations; 1 for none.
  public let order: Int
  /// Whether the mirror images belong to it too.
  public let isMirrored: Bool

  /// The orders that a symmetry may have.
  public static let orders = 1...12

  /// No symmetry.
  public static let none = Symmetry(unchecked: 1, isMirrored: false)

  /// A symmetry of an order.
  ///
  /// - Throws: ``IFSError`` if the order leaves ``orders``.
  public init(order: Int, isMirrored: Bool = false) throws(IFSError) {
    guard Self.orders.contains(order) else {
      throw IFSError(.invalidSystem, "a symmetry has the order \(order); it must be 1 to 12")
    }
    self.init(unchecked: order, isMirrored: isMirrored)
  }

  private init(unchecked order: Int, isMirrored: Bool) {
    self.order = order
    self.isMirrored = isMirrored
  }

  /// How many elements its group has.
  public var count: Int { isMirrored ? 2 * order : order }

  /// The group's elements, the identity first.
  public var elements: [AffineMap] {
    let rotations = (0..<order).map { step in
      let turn = ElementaryFunctions.sinCos(2 * .pi * Double(step) / Double(order))
      let (cosine, sine) = (Float(turn.cos), Float(turn.sin))
      return AffineMap(a: cosine, b: -sine, c: sine, d: cosine, e: 0, f: 0)
    }
    guard isMirrored else { return rotations }
    return rotations + rotations.map { AffineMap(a: -$0.a, b: $0.b, c: -$0.c, d: $0.d, e: 0, f: 0) }
  }
}
