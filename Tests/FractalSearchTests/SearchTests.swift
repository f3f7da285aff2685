import FractalCore
import FractalRendering
import FractalSearch
import IFS
import Synchronization
import TestSupport
import Testing

@Suite struct SearchTests {
  static func plan(pool: Int = 60, seed: UInt64 = 1) throws -> SearchPlan {
    SearchPlan(
      seed: seed, pool: pool, shape: PixelShape(height: 32, width: 32), samplesPerPixel: 4,
      genomes: [WeightedLaw(law: .andersonFarrell(try AndersonFarrellLaw()))],
      background: BackgroundLaw(black: 1, solid: 1, gradient: 1, noise: 1))
  }

  @Test func theCatalogDependsOnThePlanAlone() throws {
    let plan = try Self.plan()
    let reference = try Search.run(plan, count: 20, threads: 1)
    #expect(try Search.run(plan, count: 20, threads: 2).catalog == reference.catalog)
    for level in InstructionSet.supported {
      #expect(try Search.run(plan, count: 20, threads: 1, instructionSet: level).catalog == reference.catalog)
    }
    #expect(try Search.run(Self.plan(seed: 2), count: 20).catalog != reference.catalog)
  }

  /// All laws in one plan: flames have gates and colours of their own.
  @Test func familiesMixByWeightAndDependOnThePlanAlone() throws {
    var plan = try Self.plan(pool: 120)
    plan.genomes += [
      WeightedLaw(law: .wide(try WideLaw())), WeightedLaw(law: .flame(try FlameLaw()), weight: 2),
    ]
    let reference = try Search.run(plan, count: 60, threads: 1)
    let flames = reference.catalog.specifications.filter { $0.genome.family == .flame }
    #expect((10...50).contains(flames.count))
    #expect(flames.allSatisfy { $0.colouring.mode == .coordinate && $0.colouring.gamma < 1.61 })
    for level in InstructionSet.supported {
      #expect(try Search.run(plan, count: 60, threads: 2, instructionSet: level).catalog == reference.catalog)
    }
    for specification in reference.catalog.specifications {
      #expect(try AssetSpec(canonicalBytes: specification.canonicalBytes) == specification)
    }
    var other = plan
    other.flameGates.maximumEvenness = 0.3
    #expect(other.hash != plan.hash)
    #expect(try Search.run(other, count: 10).rejections[.featureless, default: 0] > 5)
  }

  @Test func aShorterCatalogIsAPrefix() throws {
    let plan = try Self.plan()
    let long = try Search.run(plan, count: 30).catalog.specifications
    #expect(try Search.run(plan, count: 10).catalog.specifications == Array(long.prefix(10)))
  }

  @Test func everyProposalIsAccountedFor() throws {
    let plan = try Self.plan(pool: 100)
    let result = try Search.run(plan, count: 5)
    #expect(result.proposals == 100)
    #expect(result.candidates + result.rejections.values.reduce(0, +) == 100)
    // As many as there are when they are drawn one by one.
    #expect(try Search.sample(plan, count: result.candidates).count == result.candidates)
    #expect { try Search.sample(plan, count: result.candidates + 1) } throws: {
      ($0 as? SearchError)?.message.contains("only \(result.candidates) pass") ?? false
    }
    #expect(Set(result.catalog.specifications.map(\.seed)).count == 5)
  }

  @Test func gatesRejectWhatTheySay() throws {
    func rejections(_ gates: Gates) throws -> [Rejection: Int] {
      var plan = try Self.plan(pool: 200)
      plan.gates = gates
      return try Search.run(plan, count: 1).rejections
    }
    #expect(try rejections(Gates(minimumAspect: 0.9, fill: 0...1))[.lineLike]! > 50)
    #expect(try rejections(Gates(minimumAspect: 0, fill: 0.3...1))[.blank]! > 20)
    #expect(try rejections(Gates(minimumAspect: 0, fill: 0...0.2))[.tooFull]! > 50)
    #expect(try rejections(Gates(minimumExtent: 3, minimumAspect: 0, fill: 0...1))[.pointLike]! > 20)
    #expect(try rejections(Gates(minimumExtent: 0, minimumAspect: 0, fill: 0...1)).values.reduce(0, +) == 0)
  }

  @Test func aPoolThatIsTooSmallSaysSo() throws {
    let plan = try Self.plan(pool: 20)
    #expect {
      try Search.run(plan, count: 21)
    } throws: { error in
      (error as? SearchError)?.code == .poolTooSmall && "\(error)".contains("raise the pool")
    }
    var strict = plan
    strict.gates = Gates(minimumAspect: 0.99)
    #expect { try Search.run(strict, count: 15) } throws: { "\($0)".contains("pass the gates; raise the pool") }
  }

  /// Whatever the method, gates are not blamed for what near-duplicates did.
  @Test(arguments: [SelectionMethod.pool, .stream(kept: 30), .islands(2, kept: 30)])
  func whatIsTooMuchAlikeIsToldFromWhatDoesNotPass(method: SelectionMethod) throws {
    var plan = try Self.plan(pool: 100)
    plan.method = method
    plan.leastDistance = 400
    let passed = try Search.run(plan, count: 1).candidates
    #expect(passed > 50)
    #expect { try Search.run(plan, count: 25) } throws: {
      let message = ($0 as? SearchError)?.message ?? ""
      return message.contains("\(passed) pass the gates")
        && message.contains("near-duplicates; lower the least distance")
    }
  }

  @Test func numbersOfIslandsAreCountedFromOneInMessages() throws {
    var plan = try Self.plan()
    #expect { try Search.island(0, of: plan) } throws: { "\($0)".contains("no islands") }
    #expect { try Search.merge([:], of: plan, count: 5) } throws: { "\($0)".contains("no islands") }
    plan.method = .islands(2, kept: 20)
    #expect { try Search.island(2, of: plan) } throws: { "\($0)".contains("no island 3") }
    #expect { try Search.merge([:], of: plan, count: 5) } throws: { "\($0)".contains("missing: 1, 2;") }
  }

  /// From nothing of the island to all of it; of a whole search, over all islands.
  @Test func progressIsThatOfWhatIsSearched() throws {
    var plan = try Self.plan(pool: 200)
    plan.method = .islands(2, kept: 5)
    let reports = Mutex<[[Int]]>([])
    let monitor = TaskMonitor(
      report: { phase, done, total in if phase == "searching" { reports.withLock { $0.append([done, total]) } } },
      isCancelled: { false })
    try Search.island(1, of: plan, threads: 1, monitor: monitor)
    #expect(reports.withLock { $0 } == [[64, 72], [72, 72]])
    reports.withLock { $0 = [] }
    _ = try Search.run(plan, count: 5, threads: 1, monitor: monitor)
    #expect(reports.withLock { $0 } == [[64, 200], [128, 200], [192, 200], [200, 200]])
  }

  @Test func plansThatAreNotValidHaveAHashAndNoJournal() throws {
    var plan = try Self.plan()
    plan.method = .islands(-1, kept: -5)
    (plan.pool, plan.shape.width) = (-1, -16)
    let hash = plan.hash
    plan.pool = -2
    #expect(plan.hash != hash)
    #expect { try SearchJournal(path: "/none", plan: plan) } throws: { ($0 as? SearchError)?.code == .invalidPlan }
    #expect { try SearchJournal.kept(in: "/none", plan: plan) } throws: {
      ($0 as? SearchError)?.code == .invalidPlan
    }
  }

  @Test func plansOutOfRangeAreRefused() throws {
    func refuses(_ reason: String, _ change: (inout SearchPlan) -> Void) throws {
      var plan = try Self.plan()
      change(&plan)
      #expect {
        try plan.validate()
      } throws: { "\($0)".contains(reason) }
    }
    try refuses("pool is 0") { $0.pool = 0 }
    try refuses("16 to 1024") { $0.shape.width = 15 }
    try refuses("samples per pixel") { $0.samplesPerPixel = .nan }
    try refuses("no family") { $0.genomes = [] }
    try refuses("weight") { $0.genomes[0].weight = 0 }
    try refuses("colourings have weight 0") { ($0.colouring.density, $0.colouring.coordinate) = (0, 0) }
    try refuses("backgrounds have weight 0") { $0.background = BackgroundLaw(black: 0) }
    try refuses("gamma") { $0.colouring.gamma = 0.1...2 }
    try refuses("fill") { $0.gates.fill = 0...2 }
  }

  /// A category's turn brings all of its instances, and weights are shares of assets.
  @Test func instancesCountInTheirLawsShare() throws {
    var plan = try Self.fractalDBPlan(instances: 10)
    plan.pool = 300
    plan.genomes.append(WeightedLaw(law: .andersonFarrell(try AndersonFarrellLaw())))
    let assets = try Search.run(plan, count: 100).catalog.specifications
    let categories = Dictionary(grouping: assets) { $0.genome }
    let single = categories.values.count { $0.count == 1 }
    #expect((40...60).contains(single), "\(single) of 100 are of the law without instances")
  }

  private static func fractalDBPlan(instances: Int) throws -> SearchPlan {
    var plan = try plan(pool: 250)
    plan.genomes = [WeightedLaw(law: .fractalDB(try FractalDBLaw(instances: instances, fill: 0.05)))]
    plan.gates = Gates(minimumAspect: 0, fill: 0...1)
    return plan
  }

  @Test(.slow) func categoriesHaveTheirInstances() throws {
    let plan = try Self.fractalDBPlan(instances: 25)
    let long = try Search.run(plan, count: 40).catalog.specifications
    #expect(long.count == 40 && Set(long.map(\.seed)).count == 40)
    // One category after another, each beginning with the system itself.
    var categories: [Genome] = []
    for specification in long {
      if categories.last != specification.genome {
        #expect(specification.instance == 0 && !categories.contains(specification.genome))
        categories.append(specification.genome)
      }
      try specification.validate()
    }
    #expect(categories.count > 1 && categories.count < 20)
    #expect(try Search.run(plan, count: 15).catalog.specifications == Array(long.prefix(15)))
    #expect(
      try Set(Search.run(Self.fractalDBPlan(instances: 1), count: 5).catalog.specifications.map(\.instance)) == [0])
  }

  @Test func escapeTimeIsSearchedAsWell() throws {
    var plan = try Self.plan(pool: 40)
    plan.genomes = [WeightedLaw(law: .escapeTime(try EscapeTimeLaw(iterations: 50, zooms: 1...2, grid: 2)))]
    plan.colouring.trap = 1
    let result = try Search.run(plan, count: 6, threads: 2)
    #expect(result.candidates + result.rejections.values.reduce(0, +) == 40)
    #expect(try Search.sample(plan, count: result.candidates).count == result.candidates)
    for specification in result.catalog.specifications {
      #expect(specification.genome.family == .escapeTime && specification.samplesPerPixel == 4)
      try specification.validate()
    }
    for level in InstructionSet.supported {
      #expect(try Search.run(plan, count: 6, threads: 1, instructionSet: level).catalog == result.catalog)
    }
  }

  @Test func samplesAreTheFirstProposalsThatPass() throws {
    let plan = try Self.plan()
    let five = try Search.sample(plan, count: 5)
    #expect(try Search.sample(plan, count: 8).prefix(5) == five[...])
    #expect { try Search.sample(plan, count: 61) } throws: { "\($0)".contains("raise the pool") }
  }

  @Test func picturesAreZoomedTurnedAndFittedToTheirShape() throws {
    var plan = try Self.plan(pool: 20)
    let upright = try Search.sample(plan, count: 5)
    plan.framing = FramingLaw(zoom: 2...2)
    for (plain, zoomed) in zip(upright, try Search.sample(plan, count: 5)) {
      #expect(abs(plain.framing.radius / zoomed.framing.radius - 2) < 1e-4)
    }
    plan.framing = FramingLaw(rotation: 90...90)
    for (plain, turned) in zip(upright, try Search.sample(plan, count: 5)) {
      // A quarter turn of a square shows the same.
      #expect(abs(turned.framing.rotation - .pi / 2) < 1e-5)
      #expect(abs(plain.framing.radius - turned.framing.radius) < 1e-3 * plain.framing.radius)
      #expect(abs(plain.framing.centreX - turned.framing.centreX) < 1e-3 * plain.framing.radius)
      #expect(abs(plain.framing.centreY - turned.framing.centreY) < 1e-3 * plain.framing.radius)
    }
    plan.framing = FramingLaw()
    plan.shape.width = 64
    for (plain, wide) in zip(upright, try Search.sample(plan, count: 5)) {
      // Twice as wide: what is wide fits into half the radius, at best.
      #expect(
        wide.framing.radius <= plain.framing.radius * 1.0001 && wide.framing.radius >= plain.framing.radius * 0.499)
    }
  }

  @Test func everyLawGetsItsShareWhateverTheDistances() throws {
    var plan = try Self.plan(pool: 120)
    plan.genomes = [
      WeightedLaw(law: .andersonFarrell(try AndersonFarrellLaw()), weight: 3),
      WeightedLaw(law: .escapeTime(try EscapeTimeLaw(iterations: 40, zooms: 1...1)), weight: 1),
    ]
    let long = try Search.run(plan, count: 24).catalog.specifications
    for count in [4, 8, 12, 24] {
      #expect(long.prefix(count).count { $0.genome.family == .escapeTime } == count / 4)
    }
    #expect(try Search.run(plan, count: 9).catalog.specifications == Array(long.prefix(9)))
  }
}
