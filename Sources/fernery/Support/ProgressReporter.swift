import Synchronization

/// Shows on stderr how far a piece of work has come; any thread may report.
///
/// On a terminal a bar that is redrawn at most ten times a second; elsewhere a plain line now and then.
final class ProgressReporter: Sendable {
  /// How progress is shown.
  enum Style: Sendable {
    case bar, lines, silent

    /// Silent for those who ask for quiet or for JSON, else as fits where stderr goes.
    static func automatic(quiet: Bool, json: Bool) -> Style {
      if quiet || json { return .silent }
      return StandardError.isTerminal ? .bar : .lines
    }
  }

  private struct State {
    var text: ProgressText
    var shownAt = -Double.infinity
    var shownTenth: Int
    var isFinished = false
  }

  private let style: Style
  private let write: @Sendable (String) -> Void
  private let now: @Sendable () -> Double
  private let state: Mutex<State>

  /// Begins to measure.
  ///
  /// - Parameters:
  ///   - title: what is done, such as `rendering`.
  ///   - unit: what is counted, such as `images`.
  ///   - total: how many there are.
  ///   - resumed: how many an earlier run has done already.
  ///   - style: how to show it.
  ///   - write: where it goes; for tests.
  ///   - clock: seconds since this was made; for tests.
  init(
    _ title: String, unit: String, total: Int, resumed: Int = 0, style: Style,
    write: @escaping @Sendable (String) -> Void = StandardError.write, clock: (@Sendable () -> Double)? = nil
  ) {
    let text = ProgressText(title: title, unit: unit, count: resumed, total: total, resumed: resumed, elapsed: 0)
    let start = ContinuousClock.now
    self.style = style
    self.write = write
    now = clock ?? { (ContinuousClock.now - start) / .seconds(1) }
    state = Mutex(State(text: text, shownTenth: text.percent / 10))
  }

  /// So many more are done.
  func advance(by step: Int = 1) {
    change { $0 += step }
  }

  /// So many are done in all.
  func update(to count: Int) {
    change { $0 = count }
  }

  /// Shows how it ended and leaves the line; further calls do nothing.
  func finish() {
    state.withLock { state in
      guard !state.isFinished else { return }
      state.isFinished = true
      state.text.elapsed = now()
      show(&state)
      if style == .bar { write("\n") }
    }
  }

  /// Writes a line that stays, above the bar where there is one.
  func note(_ line: String) {
    state.withLock { state in
      guard style != .silent else { return }
      let showsBar = style == .bar && !state.isFinished
      write((showsBar ? "\r\u{1B}[K" : "") + StandardError.oneLine(line) + "\n")
      if showsBar { show(&state) }
    }
  }

  private func change(_ count: (inout Int) -> Void) {
    state.withLock { state in
      guard !state.isFinished else { return }
      count(&state.text.count)
      state.text.elapsed = now()
      if isDue(state) { show(&state) }
    }
  }

  /// A bar ten times a second; a line every fifteen seconds, or at each tenth, but not twice within two seconds.
  private func isDue(_ state: State) -> Bool {
    let since = state.text.elapsed - max(0, state.shownAt)
    return switch style {
    case .bar: since >= 0.1 || state.shownAt < 0
    case .lines: state.text.count < state.text.total && since >= (state.text.percent / 10 > state.shownTenth ? 2 : 15)
    case .silent: false
    }
  }

  private func show(_ state: inout State) {
    state.shownAt = state.text.elapsed
    state.shownTenth = state.text.percent / 10
    switch style {
    // Three columns stay free: Ctrl-C writes `^C` behind the bar, and some terminals break the line after the last.
    case .bar: write("\r" + state.text.bar(width: StandardError.width - 3) + "\u{1B}[K")
    case .lines: write(state.text.plain() + "\n")
    case .silent: break
    }
  }
}
