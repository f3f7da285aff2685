import Testing

@testable import fernery

@Suite struct SupportFormatTests {
  @Test(arguments: [
    (0, "0"), (999, "999"), (1000, "1,000"), (13_000, "13,000"), (1_000_001, "1,000,001"), (-1234, "-1,234"),
    (Int.max, "9,223,372,036,854,775,807"),
  ])
  func writesCounts(_ number: Int, _ text: String) {
    #expect(HumanFormat.count(number) == text)
  }

  @Test(arguments: [
    (0, "0 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (1536, "1.5 KiB"), (1_048_575, "1.0 MiB"),
    (12_897_485, "12.3 MiB"), (1 << 40, "1.0 TiB"), (Int.max, "8.0 EiB"),
  ])
  func writesBytes(_ number: Int, _ text: String) {
    #expect(HumanFormat.bytes(number) == text)
  }

  @Test(arguments: [
    (0, "0.00 s"), (0.853, "0.85 s"), (9.99, "9.99 s"), (9.996, "10.0 s"), (59.94, "59.9 s"), (59.96, "1 min 00 s"),
    (125, "2 min 05 s"), (3840, "1 h 04 min"), (90_000, "1 d 01 h"), (-1, "0.00 s"), (.nan, "unknown"),
    (.infinity, "unknown"),
  ])
  func writesDurations(_ seconds: Double, _ text: String) {
    #expect(HumanFormat.duration(seconds: seconds) == text)
  }

  @Test(arguments: [
    (0, "0:00"), (6.2, "0:07"), (750, "12:30"), (3723, "1:02:03"), (.infinity, "-:--"), (.nan, "-:--"), (1e300, "-:--"),
  ])
  func writesClocks(_ seconds: Double, _ text: String) {
    #expect(HumanFormat.clock(seconds: seconds) == text)
  }

  @Test(arguments: [
    (0.5234, "0.52 images/s"), (12.34, "12.3 images/s"), (151.4, "151 images/s"), (1234.2, "1,234 images/s"),
    (951.2e6, "951 M images/s"), (1_500e6, "1,500 M images/s"), (2.5e10, "25.0 G images/s"),
    (.infinity, "- images/s"),
  ])
  func writesRates(_ rate: Double, _ text: String) {
    #expect(HumanFormat.rate(rate, "images") == text)
  }
}
