internal import Synchronization

/// Objects behind 64-bit handles, so that a caller's mistake is an error and never a dangling pointer.
///
/// A handle is generation (32 bits), kind (8) and slot (24). A slot's generation rises each time it is filled, so a
/// closed handle stays wrong when its slot is used again. There is no lock that a fork could leave held for ever: a
/// slot's state is one word, and a reader pins it only while it retains the object.
final class HandleTable<Object: AnyObject & Sendable>: @unchecked Sendable {
  /// Why a handle cannot be made or used.
  enum Failure: Error {
    /// Closed, never opened, or of another kind.
    case notOpen
    /// So many are open that no more fit.
    case full
  }

  private struct Slot: ~Copyable {
    /// Generation (upper half), then ``open`` or ``busy``, then the number of readers that have it pinned.
    let state = Atomic<UInt64>(0)
    let object = Atomic<Unmanaged<Object>?>(nil)
  }

  /// The slot holds an object that anyone may ask for.
  private static var open: UInt64 { 1 << 31 }
  /// The slot is being filled or emptied by one thread.
  private static var busy: UInt64 { 1 << 30 }
  private static var pins: UInt64 { 1 << 30 - 1 }

  private let kind: UInt8
  let capacity: Int
  private let slots: UnsafeMutablePointer<Slot>

  /// An empty table, for the life of the process.
  ///
  /// - Parameters:
  ///   - kind: tells this table's handles from those of others.
  ///   - capacity: how many may be open at once, up to 2^24.
  init(kind: UInt8, capacity: Int) {
    self.kind = kind
    self.capacity = capacity
    slots = .allocate(capacity: capacity)
    for place in 0..<capacity { (slots + place).initialize(to: Slot()) }
  }

  deinit {
    slots.deinitialize(count: capacity)
    slots.deallocate()
  }

  /// A handle for `object`, which it keeps; O(open handles).
  func insert(_ object: Object) throws(Failure) -> UInt64 {
    for place in 0..<capacity {
      let state = slots[place].state.load(ordering: .relaxed)
      guard state & (Self.open | Self.busy | Self.pins) == 0 else { continue }
      let generation = UInt64(max(1, UInt32(truncatingIfNeeded: state >> 32) &+ 1)) << 32
      guard
        slots[place].state.compareExchange(
          expected: state, desired: generation | Self.busy, ordering: .acquiring
        ).exchanged
      else { continue }
      slots[place].object.store(Unmanaged.passRetained(object), ordering: .relaxed)
      slots[place].state.store(generation | Self.open, ordering: .releasing)
      return generation | UInt64(kind) << 24 | UInt64(place)
    }
    throw .full
  }

  /// The object of a handle; O(1).
  func object(_ handle: UInt64) throws(Failure) -> Object {
    let slot = try slot(of: handle)
    var state = slot.pointee.state.load(ordering: .relaxed)
    while true {
      guard Self.isOpen(state, as: handle), state & Self.pins < Self.pins else { throw .notOpen }
      let (exchanged, original) = slot.pointee.state.weakCompareExchange(
        expected: state, desired: state + 1, ordering: .acquiring)
      if exchanged { break }
      state = original
    }
    let object = slot.pointee.object.load(ordering: .relaxed)?.takeUnretainedValue()
    let left = slot.pointee.state.subtract(1, ordering: .acquiringAndReleasing).newValue
    // Closed meanwhile, and this was the last reader: then it empties the slot.
    if left & (Self.open | Self.pins) == 0 { Self.empty(slot, generation: left >> 32) }
    guard let object else { throw .notOpen }
    return object
  }

  /// Closes a handle; its object goes once nobody is looking it up any more.
  ///
  /// A reader that a fork left behind in the parent keeps the slot and its object in the child, which is all it costs.
  func remove(_ handle: UInt64) throws(Failure) {
    let slot = try slot(of: handle)
    var state = slot.pointee.state.load(ordering: .relaxed)
    while true {
      guard Self.isOpen(state, as: handle) else { throw .notOpen }
      let (exchanged, original) = slot.pointee.state.weakCompareExchange(
        expected: state, desired: state ^ Self.open | Self.busy, ordering: .acquiring)
      if exchanged { break }
      state = original
    }
    if state & Self.pins == 0 { Self.empty(slot, generation: state >> 32) }
  }

  /// Gives up the object of a slot that is closed and that nobody looks at.
  private static func empty(_ slot: UnsafeMutablePointer<Slot>, generation: UInt64) {
    let object = slot.pointee.object.exchange(nil, ordering: .relaxed)
    slot.pointee.state.store(generation << 32, ordering: .releasing)
    object?.release()
  }

  private func slot(of handle: UInt64) throws(Failure) -> UnsafeMutablePointer<Slot> {
    let place = Int(handle & 0xFF_FFFF)
    guard UInt8(truncatingIfNeeded: handle >> 24) == kind, place < capacity else { throw .notOpen }
    return slots + place
  }

  private static func isOpen(_ state: UInt64, as handle: UInt64) -> Bool {
    state & open != 0 && state >> 32 == handle >> 32
  }
}
