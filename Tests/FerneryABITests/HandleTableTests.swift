import FractalCore
import Synchronization
import SystemIO
import Testing

@testable import FerneryABI

/// Something to hold, which tells when it goes.
private final class Thing: Sendable {
  private let gone: Counter
  init(_ gone: Counter) { self.gone = gone }
  deinit { gone.add() }
}

private final class Counter: Sendable {
  private let count = Atomic<Int>(0)
  var value: Int { count.load(ordering: .relaxed) }
  func add() { count.add(1, ordering: .relaxed) }
}

@Suite struct HandleTableTests {
  @Test func aHandleLeadsToItsObjectUntilItIsClosed() throws {
    let (table, gone) = (HandleTable<Thing>(kind: 1, capacity: 4), Counter())
    let thing = Thing(gone)
    let handle = try table.insert(thing)
    #expect(try table.object(handle) === thing)
    try table.remove(handle)
    #expect(throws: HandleTable<Thing>.Failure.self) { try table.object(handle) }
    #expect(throws: HandleTable<Thing>.Failure.self) { try table.remove(handle) }
  }

  @Test func aClosedHandleStaysWrongWhenItsSlotIsUsedAgain() throws {
    let (table, gone) = (HandleTable<Thing>(kind: 1, capacity: 1), Counter())
    var earlier: Set<UInt64> = []
    for _ in 0..<100 {
      let handle = try table.insert(Thing(gone))
      #expect(earlier.insert(handle).inserted)
      try table.remove(handle)
      for old in earlier { #expect(throws: HandleTable<Thing>.Failure.self) { try table.object(old) } }
    }
    #expect(gone.value == 100)
  }

  @Test func foreignHandlesAreRefused() throws {
    let (table, other) = (HandleTable<Thing>(kind: 1, capacity: 4), HandleTable<Thing>(kind: 2, capacity: 4))
    let handle = try table.insert(Thing(Counter()))
    _ = try other.insert(Thing(Counter()))
    for wrong in [0, 1, .max, handle + 1, handle ^ 1 << 63, handle + 1 << 32] {
      #expect(throws: HandleTable<Thing>.Failure.self) { try table.object(wrong) }
    }
    #expect(throws: HandleTable<Thing>.Failure.self) { try other.object(handle) }
  }

  @Test func aFullTableSaysSo() throws {
    let table = HandleTable<Thing>(kind: 1, capacity: 3)
    let handles = try (0..<3).map { _ in try table.insert(Thing(Counter())) }
    #expect(throws: HandleTable<Thing>.Failure.self) { try table.insert(Thing(Counter())) }
    try table.remove(handles[1])
    _ = try table.insert(Thing(Counter()))
  }

  /// Threads open, use and close at once: every object goes exactly once, and none is met after it was closed.
  @Test func threadsMayDoEverythingAtOnce() {
    let (table, gone, made) = (HandleTable<Thing>(kind: 1, capacity: 8), Counter(), Counter())
    let shared = (0..<8).map { _ in Slot() }
    Parallel.forEach(4, threads: 4) { thread, _ in
      for round in 0..<20_000 {
        let slot = shared[(thread * 7 + round) % shared.count]
        let handle = slot.handle.load(ordering: .relaxed)
        if round % 3 == 0, (try? table.remove(handle)) != nil { continue }
        if (try? table.object(handle)) != nil { continue }
        made.add()
        // Refused when the table is full: then it goes at once.
        if let fresh = try? table.insert(Thing(gone)) {
          let before = slot.handle.exchange(fresh, ordering: .relaxed)
          try? table.remove(before)
        }
      }
    }
    for slot in shared { try? table.remove(slot.handle.load(ordering: .relaxed)) }
    #expect(made.value > 100 && gone.value == made.value)
  }

  private final class Slot: Sendable { let handle = Atomic<UInt64>(0) }
}
