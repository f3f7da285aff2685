import FractalCore
import FractalRendering
import IFS
import Synchronization
import TestSupport
import Testing

@testable import FractalSearch

@Suite struct SelectionMethodTests {
  private func judge(_ plan: SearchPlan, threads: Int = 1) -> PoolJudge {
    PoolJudge(plan: plan, threads: threads, instructionSet: .best, monitor: .silent, journal: nil)
  }

  @Test func aStreamKeepsTheLeastCrowdedOfWhatItKeptAndEachBatch() throws {
    var plan = try SearchTests.plan(pool: 128)
    plan.leastDistance = 0
    plan.method = .stream(kept: 12)
    let found = try PoolReduction(judge: judge(plan), batch: 64).candidates()
    var kept = Candidates()
    for start in stride(from: 0, to: 128, by: 64) {
      kept.append(try judge(plan).judge(start..<start + 64))
      let rows = (0..<kept.count).map { place in
        Array(kept.embeddings[place * Embedding.count..<(place + 1) * Embedding.count])
      }
      kept = kept.keeping(LeastCrowded.order(12, of: rows))
    }
    #expect(found == kept && found.count == 12 && found.proposals == 128)
    #expect(try PoolReduction(judge: judge(plan, threads: 2), batch: 64).candidates() == found)
    // Not much less apart than the selection of the whole pool.
    func least(_ method: SelectionMethod) throws -> Double {
      plan.method = method
      return try Search.run(plan, count: 12).leastDistance
    }
    #expect(try least(.stream(kept: 12)) > 0.7 * least(.pool))
  }

  @Test func islandsAreSearchedApartAndMerged() throws {
    var plan = try SearchTests.plan(pool: 150)
    plan.genomes.append(WeightedLaw(law: .wide(try .init()), weight: 2))
    plan.method = .islands(2, kept: 30)
    let whole = try Search.run(plan, count: 20)
    let islands = try (0..<2).map { try Search.island($0, of: plan, threads: 2) }
    #expect(islands.map(\.proposals) == [64, 86] && islands.allSatisfy { $0.count == 30 })
    let merged = try Search.merge([0: islands[0], 1: islands[1]], of: plan, count: 20)
    #expect(merged.catalog == whole.catalog && merged.rejections == whole.rejections)
    // A merge selects again: the least crowded of what remained, laws in turn.
    var all = islands[0]
    all.append(islands[1])
    let selection = try #require(
      Selection(20, of: all, plan: plan, threads: 1, instructionSet: .best, monitor: .silent))
    #expect(
      try selection.order.map { try Proposal(Int(all.numbers[$0]), of: plan, instructionSet: .best).seed }
        == whole.catalog.specifications.map(\.seed))
    #expect(try Search.run(plan, count: 7).catalog.specifications == Array(whole.catalog.specifications.prefix(7)))
    #expect { try Search.merge([1: islands[1]], of: plan, count: 5) } throws: {
      ($0 as? SearchError)?.code == .islandMissing && "\($0)".contains("missing: 1")
    }
    #expect { try Search.island(2, of: plan) } throws: { "\($0)".contains("islands 1 to 2") }
    #expect { try Search.run(plan, count: 31) } throws: { "\($0)".contains("keeps 30") }
  }

  @Test(arguments: [1, 63, 64, 65, 5000, 260_000]) func islandsCoverThePool(pool: Int) {
    for count in [2, 3, 7, 64] {
      let method = SelectionMethod.islands(count, kept: 1)
      let ranges = (0..<count).map { method.range(ofIsland: $0, pool: pool) }
      #expect(ranges.first?.lowerBound == 0 && ranges.last?.upperBound == pool)
      #expect(zip(ranges, ranges.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound })
    }
  }

  @Test func everyMethodIsAPlanOfItsOwn() throws {
    var plans: [SearchPlan] = []
    for method in [
      SelectionMethod.pool, .stream(kept: 20), .stream(kept: 21), .islands(2, kept: 20), .islands(3, kept: 20),
    ] {
      var plan = try SearchTests.plan()
      plan.method = method
      plans.append(plan)
    }
    var mirrored = plans[0]
    mirrored.keepsMirrored = true
    var apart = plans[0]
    apart.leastDistance = 33
    #expect(Set((plans + [mirrored, apart]).map(\.hash)).count == 7)
    plans[0].method = .islands(1, kept: 5)
    #expect { try plans[0].validate() } throws: { "\($0)".contains("2 to 1024") }
    plans[0].method = .stream(kept: 0)
    #expect { try plans[0].validate() } throws: { "\($0)".contains("keeps 0") }
  }

  @Test func duplicatesAndTheirImagesAreSelectedOnce() throws {
    var draws = RandomStream(seed: 8, purpose: .testCase).draws()
    func random() -> [UInt8] { (0..<Embedding.count).map { _ in UInt8(draws.below(200)) } }
    let (one, other) = (random(), random())
    let images = Embedding.images.map { image in image.map { one[$0] } + one.suffix(2) }
    var near = other
    near[3] += 4
    let rows = ([other, near] + images).flatMap { $0 }
    func order(_ images: [[Int]], _ least: Double) throws -> [Int] {
      try #require(
        Selection(
          10, of: rows, shares: [UInt8](repeating: 0, count: 10), weights: [1], images: images, least: [least],
          threads: 1,
          instructionSet: .best, monitor: .silent)
      ).order
    }
    #expect(try order([Array(0..<Embedding.formCount)], 0).count == 10)
    #expect(try order(Embedding.images, 0).count == 3, "one of the eight, and the two that differ")
    #expect(try order(Embedding.images, 4).count == 2)
    #expect(try order(Embedding.images, 3.9).count == 3)
  }

  @Test func aCandidateIsADuplicateByTheReachOfItsOwnLaw() throws {
    let first = (0..<Embedding.count).map { _ in UInt8(100) }
    var near = first
    near[3] += 4
    for (least, count) in [([0.0, 4], 1), ([4, 0], 2), ([4, 3.9], 2)] {
      let selection = Selection(
        2, of: first + near, shares: [0, 1], weights: [1, 1], least: least, threads: 1, instructionSet: .best,
        monitor: .silent)
      #expect(selection?.order.count == count, "\(least)")
    }
  }

  @Test func lawsTakeTheTurnsThatDuplicatesLeave() throws {
    var plan = try SearchTests.plan()
    plan.genomes.append(plan.genomes[0])
    var candidates = Candidates()
    for number in 0..<20 {
      candidates.numbers.append(UInt32(number))
      candidates.lawIndices.append(UInt8(number % 2))
      // Those of the first law are all the same.
      candidates.embeddings += [UInt8](repeating: number % 2 == 0 ? 5 : UInt8(10 * number), count: Embedding.count)
    }
    let selection = try #require(
      Selection(8, of: candidates, plan: plan, threads: 1, instructionSet: .best, monitor: .silent))
    #expect(selection.order.count == 8 && selection.order.count { $0 % 2 == 0 } == 1)
  }
}
