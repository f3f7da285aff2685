internal import FractalCore

// C arrays come to Swift as tuples: these reach their elements by memory.

/// The first `count` elements of a C array, at most all of them.
func elements<Tuple: BitwiseCopyable, Element: BitwiseCopyable>(of tuple: Tuple, count: Int) -> [Element] {
  withUnsafeBytes(of: tuple) { Array($0.bindMemory(to: Element.self).prefix(count)) }
}

/// Puts values at the beginning of a C array, as many as have room.
func fill<Tuple: BitwiseCopyable, Element: BitwiseCopyable>(_ tuple: inout Tuple, _ values: [Element]) {
  withUnsafeMutableBytes(of: &tuple) { bytes in
    let target = bytes.bindMemory(to: Element.self)
    for (place, value) in zip(target.indices, values) { target[place] = value }
  }
}
