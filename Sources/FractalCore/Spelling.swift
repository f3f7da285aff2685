/// How alike two words are.
package enum Spelling {
  /// The fewest letters to change, add, leave out or swap with a neighbour that make `first` into `second`.
  ///
  /// Optimal string alignment, O(first.count * second.count).
  package static func distance(_ first: String, _ second: String) -> Int {
    let (first, second) = (Array(first.utf8.prefix(100)), Array(second.utf8.prefix(100)))
    var rows = [Array(0...second.count)]
    for i in first.indices {
      var row = [i + 1]
      for j in second.indices {
        var least = min(rows[i][j + 1] + 1, row[j] + 1, rows[i][j] + (first[i] == second[j] ? 0 : 1))
        if i > 0, j > 0, first[i] == second[j - 1], first[i - 1] == second[j] {
          least = min(least, rows[i - 1][j - 1] + 1)
        }
        row.append(least)
      }
      rows.append(row)
    }
    return rows[first.count][second.count]
  }

  /// The word of `words` that `word` was probably meant to be: at most two changes away, and fewer than half its letters.
  package static func nearest(to word: String, among words: [String]) -> String? {
    let near = words.map { (word: $0, distance: distance(word, $0)) }.min { $0.distance < $1.distance }
    guard let near, near.distance <= 2, 2 * near.distance < word.utf8.count else { return nil }
    return near.word
  }
}
