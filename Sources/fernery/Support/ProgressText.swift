/// How far a piece of work has come, and the text that says so.
struct ProgressText {
  /// The phase, such as `rendering`.
  var title: String
  /// The counted unit, such as `images`.
  var unit: String
  /// How many are done.
  var count: Int
  /// How many there are.
  var total: Int
  /// How many were done before this run; they tell nothing about its rate.
  var resumed: Int = 0
  /// Seconds since this run began.
  var elapsed: Double

  /// Done, from 0 to 1; nothing to do is done.
  var fraction: Double { total > 0 ? min(1, max(0, Double(count) / Double(total))) : 1 }

  /// Whole percent, rounded down: 100 only at the end.
  var percent: Int { Int(fraction * 100) }

  /// Done a second in this run; nil while that cannot be told.
  var rate: Double? { elapsed > 0 && count > resumed ? Double(count - resumed) / elapsed : nil }

  /// Seconds that the rest takes at this rate; nil while that cannot be told.
  var secondsLeft: Double? { rate.map { Double(max(0, total - count)) / $0 } }

  /// One line of at most `width` characters with a bar; what has no room goes: bar, then rate, unit, time.
  ///
  /// `rendering [#####-----]  50 %  100/200 images  12.3 images/s  0:08 left`
  func bar(width: Int) -> String {
    let figures = "\(String(repeating: " ", count: 3 - String(percent).count))\(percent) %"
    let all = HumanFormat.count(total)
    let done = HumanFormat.count(count)
    let counts = "\(String(repeating: " ", count: max(0, all.count - done.count)))\(done)/\(all)"
    let speed = rate.map { "  " + HumanFormat.rate($0, unit) } ?? ""
    let time = count >= total ? "  took \(HumanFormat.duration(seconds: elapsed))" : secondsLeft.map(left) ?? ""
    let candidates = [
      "  \(counts) \(unit)\(speed)\(time)", "  \(counts)\(speed)\(time)", "  \(counts)\(time)", "  \(counts)", "",
    ]
    // The shortest bar that is worth its place: brackets, ten steps and a space.
    for tail in candidates {
      let room = width - title.count - 1 - figures.count - tail.count - 3
      if room >= 10 { return "\(title) [\(steps(min(room, 40)))] \(figures)\(tail)" }
    }
    for tail in candidates.dropFirst() where title.count + 1 + figures.count + tail.count <= width {
      return "\(title) \(figures)\(tail)"
    }
    return String("\(percent) %".prefix(max(0, width)))
  }

  /// One plain line, for logs.
  ///
  /// `rendering: 50 %, 100 of 200 images, 12.3 images/s, 0:08 left`
  func plain() -> String {
    var parts = ["\(percent) %", "\(HumanFormat.count(count)) of \(HumanFormat.count(total)) \(unit)"]
    if let rate { parts.append(HumanFormat.rate(rate, unit)) }
    if count >= total {
      parts.append("took \(HumanFormat.duration(seconds: elapsed))")
    } else if let secondsLeft {
      parts.append("\(HumanFormat.clock(seconds: secondsLeft)) left")
    }
    return "\(title): " + parts.joined(separator: ", ")
  }

  private func left(_ seconds: Double) -> String { "  \(HumanFormat.clock(seconds: seconds)) left" }

  private func steps(_ length: Int) -> String {
    let done = Int(fraction * Double(length))
    return String(repeating: "#", count: done) + String(repeating: "-", count: length - done)
  }
}
