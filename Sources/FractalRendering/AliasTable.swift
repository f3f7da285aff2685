/// A choice among up to 16 items by one draw of 16 bits, in constant time.
///
/// Chances are whole multiples of 2^-16, and every item of positive weight has at least one. The table has 8 slots, or 16 for
/// more than 8 items; a draw's low bits name a slot, the rest decides between the slot's own item and its alias.
///
/// Source: Walker, "An efficient method for generating discrete random variables with general distributions", 1977;
/// filled as Vose, 1991, in whole numbers.
struct AliasTable: Equatable {
  /// 8 or 16.
  let slots: Int
  /// For each slot, how many of its 65,536 / slots draws take the slot's own item.
  private(set) var thresholds: [Int32]
  /// For each slot, the item that the other draws take.
  private(set) var aliases: [Int32]

  /// - Precondition: 1 to 16 weights, none negative or infinite, one positive.
  init(weights: [Float]) {
    precondition((1...16).contains(weights.count), "an alias table chooses among 1 to 16 items")
    slots = weights.count <= 8 ? 8 : 16
    let capacity = 65_536 / slots
    var units = Self.units(weights) + [Int](repeating: 0, count: slots - weights.count)
    thresholds = [Int32](repeating: Int32(capacity), count: slots)
    aliases = (0..<slots).map { Int32($0) }
    var small = (0..<slots).filter { units[$0] < capacity }
    var large = (0..<slots).filter { units[$0] > capacity }
    while let poor = small.popLast(), let rich = large.last {
      thresholds[poor] = Int32(units[poor])
      aliases[poor] = Int32(rich)
      units[rich] -= capacity - units[poor]
      if units[rich] <= capacity {
        large.removeLast()
        if units[rich] < capacity { small.append(rich) }
      }
    }
  }

  /// How many of the 65,536 draws choose `item`.
  func chance(of item: Int) -> Int {
    let capacity = 65_536 / slots
    return (0..<slots).reduce(0) { sum, slot in
      sum + (slot == item ? Int(thresholds[slot]) : 0)
        + (Int(aliases[slot]) == item ? capacity - Int(thresholds[slot]) : 0)
    }
  }

  /// The weights as whole numbers that sum to 65,536.
  static func units(_ weights: [Float]) -> [Int] {
    let total = weights.reduce(0.0) { $0 + Double($1) }
    var units = weights.map { $0 > 0 ? max(1, Int(Double($0) / total * 65_536)) : 0 }
    // The remainder of rounding goes to the heaviest, whose probability changes least.
    var heaviest = 0
    for index in units.indices where units[index] > units[heaviest] { heaviest = index }
    units[heaviest] += 65_536 - units.reduce(0, +)
    return units
  }
}
