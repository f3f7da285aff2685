/// How much is measured: how many repetitions, and how long each is at least.
struct Effort {
  var isQuick: Bool
  /// Repetitions of each figure, after one for warming up.
  var repetitions: Int
  /// A repetition goes on until it has taken so long.
  var seconds: Double
  /// What a second is.
  var timeBase = TimeBase.wall

  static let full = Effort(isQuick: false, repetitions: 7, seconds: 0.25)
  static let quick = Effort(isQuick: true, repetitions: 3, seconds: 0.03)

  /// The larger or the smaller of two sizes of work.
  func size(_ full: Int, quick: Int) -> Int { isQuick ? quick : full }

  /// Units a second, one figure a repetition, of a call that does `units` of work.
  ///
  /// The call is repeated within a repetition, so that the clock's grain does not show.
  func rates(units: Double, _ call: () throws -> Void) rethrows -> [Double] {
    try call()
    var figures: [Double] = []
    for _ in 0..<repetitions {
      let stopwatch = Stopwatch()
      var calls = 0.0
      var elapsed = 0.0
      repeat {
        try call()
        calls += 1
        elapsed = stopwatch.seconds(timeBase)
      } while elapsed < seconds
      figures.append(units * calls / elapsed)
    }
    return figures
  }
}
