@testable import FractalSearch

/// The selection of one law by its definition, in the plainest words.
enum LeastCrowded {
  /// The places of `count` rows: first the farthest from the mean, then each time the one that the chosen crowd least.
  static func order(_ count: Int, of rows: [[UInt8]]) -> [Int] {
    func squared(_ a: [UInt8], _ b: [UInt8]) -> Int {
      zip(a, b).reduce(0) { $0 + (Int($1.0) - Int($1.1)) * (Int($1.0) - Int($1.1)) }
    }
    func first(_ better: (Double, Double) -> Bool, _ values: [Double]) -> Int {
      values.indices.reduce(0) { better(values[$1], values[$0]) ? $1 : $0 }
    }
    let mean = (0..<Embedding.count).map { place in
      UInt8((rows.reduce(0) { $0 + Int($1[place]) } + rows.count / 2) / rows.count)
    }
    var order = [first(>, rows.map { Double(squared($0, mean)) })]
    var crowding = [Double](repeating: 0, count: rows.count)
    while order.count < min(count, rows.count) {
      let centre = rows[order[order.count - 1]]
      for (place, row) in rows.enumerated() {
        let square = Double(max(1, squared(row, centre)))
        crowding[place] += 1 / (square * square)
      }
      crowding[order[order.count - 1]] = .infinity
      order.append(first(<, crowding))
    }
    return order
  }
}
