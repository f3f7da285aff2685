import Synchronization
import Testing

@testable import fernery

@Suite struct SupportProgressTextTests {
  private let half = ProgressText(title: "rendering", unit: "images", count: 100, total: 200, elapsed: 8)

  @Test func drawsABar() {
    #expect(half.bar(width: 80) == "rendering [##########----------]  50 %  100/200 images  12.5 images/s  0:08 left")
    #expect(half.bar(width: 200).contains("[\(String(repeating: "#", count: 20))\(String(repeating: "-", count: 20))]"))
  }

  @Test(arguments: 0...200) func keepsWithinTheWidth(_ width: Int) {
    for count in [0, 1, 100, 200] {
      var text = half
      text.count = count
      #expect(text.bar(width: width).count <= width)
    }
  }

  @Test func dropsWhatHasNoRoom() {
    #expect(half.bar(width: 50) == "rendering [######------]  50 %  100/200  0:08 left")
    #expect(half.bar(width: 40) == "rendering [######-------]  50 %  100/200")
    #expect(half.bar(width: 30) == "rendering [######------]  50 %")
    #expect(half.bar(width: 25) == "rendering  50 %  100/200")
    #expect(half.bar(width: 16) == "rendering  50 %")
    #expect(half.bar(width: 6) == "50 %")
  }

  @Test func saysHowLongItTookAtTheEnd() {
    var text = half
    text.count = 200
    #expect(text.bar(width: 100).hasSuffix("] 100 %  200/200 images  25.0 images/s  took 8.00 s"))
    #expect(text.plain() == "rendering: 100 %, 200 of 200 images, 25.0 images/s, took 8.00 s")
  }

  @Test func saysNothingOfARateBeforeThereIsOne() {
    var text = half
    text.count = 0
    #expect(text.plain() == "rendering: 0 %, 0 of 200 images")
    (text.count, text.elapsed) = (5, 0)
    #expect(text.plain() == "rendering: 2 %, 5 of 200 images")
  }

  @Test func countsOnlyThisRunsWorkInTheRate() {
    var text = half
    text.resumed = 60
    #expect(text.plain() == "rendering: 50 %, 100 of 200 images, 5.00 images/s, 0:20 left")
  }

  @Test func isDoneWhenThereIsNothingToDo() {
    #expect(ProgressText(title: "a", unit: "b", count: 0, total: 0, elapsed: 0).percent == 100)
  }

  @Test func saysHundredPercentOnlyAtTheEnd() {
    #expect(ProgressText(title: "a", unit: "b", count: 999_999, total: 1_000_000, elapsed: 1).percent == 99)
  }
}

@Suite struct SupportProgressReporterTests {
  /// A clock that a test moves, and what was written.
  private final class Stage: Sendable {
    let time = Mutex(0.0)
    let written = Mutex("")

    func reporter(total: Int, style: ProgressReporter.Style, resumed: Int = 0) -> ProgressReporter {
      ProgressReporter(
        "growing", unit: "ferns", total: total, resumed: resumed, style: style,
        write: { text in self.written.withLock { $0 += text } }, clock: { self.time.withLock { $0 } })
    }

    func wait(_ seconds: Double) { time.withLock { $0 += seconds } }
    var lines: [String] { written.withLock { $0 }.split(separator: "\n").map(String.init) }
    var frames: Int { written.withLock { $0 }.count { $0 == "\r" } }
  }

  @Test func redrawsTheBarTenTimesASecondAtMost() {
    let stage = Stage()
    let reporter = stage.reporter(total: 1000, style: .bar)
    for _ in 0..<1000 {
      stage.wait(0.002)
      reporter.advance()
    }
    #expect((15...21).contains(stage.frames))
    reporter.finish()
    reporter.finish()
    reporter.advance()
    #expect(stage.written.withLock { $0 }.hasSuffix("took 2.00 s\u{1B}[K\n"))
  }

  @Test func writesFewPlainLines() {
    let stage = Stage()
    let reporter = stage.reporter(total: 100, style: .lines)
    for count in 1...100 {
      stage.wait(0.5)
      reporter.update(to: count)
    }
    reporter.finish()
    #expect(stage.lines.map { $0.prefix(14) } == (1...10).map { "growing: \($0 * 10) %,".prefix(14) })
    #expect(stage.lines.allSatisfy { $0.hasPrefix("growing: ") && !$0.contains("\u{1B}") })
  }

  @Test func writesALineForFastWorkOnlyAtItsEnd() {
    let stage = Stage()
    let reporter = stage.reporter(total: 100, style: .lines)
    for _ in 1...100 { reporter.advance() }
    reporter.finish()
    #expect(stage.lines == ["growing: 100 %, 100 of 100 ferns, took 0.00 s"])
  }

  @Test func isSilentWhenAskedToBe() {
    let stage = Stage()
    let reporter = stage.reporter(total: 2, style: .silent)
    reporter.advance(by: 2)
    reporter.note("found something")
    reporter.finish()
    #expect(stage.lines.isEmpty)
    #expect(ProgressReporter.Style.automatic(quiet: true, json: false) == .silent)
    #expect(ProgressReporter.Style.automatic(quiet: false, json: true) == .silent)
  }

  @Test func countsFromManyThreads() async {
    let stage = Stage()
    let reporter = stage.reporter(total: 4000, style: .bar)
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<4 { group.addTask { for _ in 0..<1000 { reporter.advance() } } }
    }
    reporter.finish()
    #expect(stage.written.withLock { $0 }.contains("4,000/4,000"))
  }
}

@Suite struct SupportJSONTests {
  private struct Info: Encodable {
    var size = 2
    @ExplicitNull var root: String?
    var count = 1
    var path = "a/b"
  }

  @Test func sortsKeysAndShowsNull() throws {
    let text = try JSONOutput.text(Info(root: nil))
    #expect(text.filter { !$0.isWhitespace } == #"{"count":1,"path":"a/b","root":null,"size":2}"#)
    #expect(try JSONOutput.text(Info(root: "ab")).contains(#""ab""#))
  }
}
