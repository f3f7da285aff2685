import Foundation
import FractalCore
import Testing

@Suite struct InstructionSetTests {
  @Test func theFastestLevelIsTheLastSupportedOne() {
    #expect(InstructionSet.supported.first == .baseline)
    #expect(InstructionSet.supported.last == InstructionSet.best)
    #expect(InstructionSet.supported == InstructionSet.supported.sorted())
  }

  #if os(Linux) && arch(x86_64)
    /// Linux names what the processor has and the kernel saves; the levels are the x86-64 psABI's.
    @Test func supportedLevelsAreThoseThatTheSystemNames() throws {
      let text = try String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)
      let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("flags") })
      let flags = Set(line.split(separator: " ").map(String.init))
      let v3: Set = ["avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "abm", "movbe", "xsave"]
      let v4: Set = ["avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"]
      #expect(InstructionSet.supported.contains(.v3) == v3.isSubset(of: flags))
      #expect(InstructionSet.supported.contains(.v4) == v3.union(v4).isSubset(of: flags))
    }
  #endif
}
