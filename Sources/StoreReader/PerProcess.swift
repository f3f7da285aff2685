internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// An object that belongs to one process and is made anew after a fork, by the child that first asks for it.
///
/// LMDB's environments must not be used across a fork. The parent's object is leaked in the child on purpose: closing it
/// there would close what the parent's locks hang on, and one of its own locks may have been held during the fork.
///
/// Where it stands is written in a page that the kernel empties in a forked child (MADV_WIPEONFORK), so that looking costs
/// a load and not a getpid() per read. Where there is no such page, the process id is compared.
final class PerProcess<Value: AnyObject & Sendable>: @unchecked Sendable {
  private struct Cell: ~Copyable {
    /// The maker's id (0 where forks wipe the page) times 4, plus a phase: 0 nothing, 1 being made, 2 there.
    let state = Atomic<Int>(0)
    let value = Atomic<Unmanaged<Value>?>(nil)
  }

  private let cell: UnsafeMutablePointer<Cell>
  private let pageSize: Int
  private let isWiped: Bool

  /// Holds `first` in the process that calls.
  init(_ first: Value) {
    pageSize = sysconf(Int32(_SC_PAGESIZE))
    let page = mmap(nil, pageSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0)
    precondition(page != UnsafeMutableRawPointer(bitPattern: -1), "no memory for one page")
    #if canImport(Darwin)
      isWiped = false
    #else
      isWiped = madvise(page, pageSize, Int32(MADV_WIPEONFORK)) == 0
    #endif
    cell = page!.bindMemory(to: Cell.self, capacity: 1)
    cell.initialize(to: Cell())
    cell.pointee.value.store(Unmanaged.passRetained(first), ordering: .relaxed)
    cell.pointee.state.store(mark | 2, ordering: .releasing)
  }

  deinit {
    if cell.pointee.state.load(ordering: .acquiring) == mark | 2 {
      cell.pointee.value.load(ordering: .relaxed)?.release()
    }
    munmap(cell, pageSize)
  }

  /// This process's object; `make` is called in a child that has none yet, by one thread while others wait.
  func current(_ make: () throws(StoreError) -> Value) throws(StoreError) -> Value {
    let mark = mark
    while true {
      let state = cell.pointee.state.load(ordering: .acquiring)
      if state == mark | 2, let value = cell.pointee.value.load(ordering: .relaxed) {
        return value.takeUnretainedValue()
      }
      if state == mark | 1 {
        sched_yield()
        continue
      }
      guard cell.pointee.state.compareExchange(expected: state, desired: mark | 1, ordering: .acquiring).exchanged
      else { continue }
      do throws(StoreError) {
        let made = try make()
        cell.pointee.value.store(Unmanaged.passRetained(made), ordering: .relaxed)
        cell.pointee.state.store(mark | 2, ordering: .releasing)
        return made
      } catch {
        cell.pointee.state.store(mark, ordering: .releasing)
        throw error
      }
    }
  }

  private var mark: Int { isWiped ? 0 : Int(getpid()) << 2 }
}
