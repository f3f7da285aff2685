// C arrays come to Swift as tuples: these reach their elements by memory.

/// The first `count` elements of a C array, at most all of them.
@inlinable
package func elements<Tuple: BitwiseCopyable, Element: BitwiseCopyable>(of tuple: Tuple, count: Int) -> [Element] {
  withUnsafeBytes(of: tuple) { Array($0.bindMemory(to: Element.self).prefix(count)) }
}

/// Puts values into a C array from its element `start` on, as many as have room.
@inlinable
package func fill<Tuple: BitwiseCopyable, Element: BitwiseCopyable>(
  _ tuple: inout Tuple, _ values: [Element], from start: Int = 0
) {
  withUnsafeMutableBytes(of: &tuple) { bytes in
    let target = bytes.bindMemory(to: Element.self)
    for (place, value) in values.enumerated() where start + place < target.count { target[start + place] = value }
  }
}
