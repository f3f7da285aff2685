/// Reads one store from many forked processes at once, as data loaders do, while the parent goes on reading.
///
///     store-probe STORE CHILDREN [VIEW-SIZE]
///
/// Prints the number of children that did not read what the parent had read; ends with 0 if there are none. A program of
/// its own, because forking the test runner with its threads would test the runner.
import CForkTesting
import FractalCore
import StoreReader
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// All that a store and its view say, folded into a number: the same in every process.
func digest(of store: Store, _ view: ViewReader?) throws -> UInt64 {
  var digest: UInt64 = 14_695_981_039_346_656_037
  func fold(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { digest = (digest ^ UInt64(byte)) &* 1_099_511_628_211 }
  }
  let ids = Array(store.ids.reversed())
  for id in ids { try store.withPixels(of: id) { fold($0) } }
  var batch = [UInt8](repeating: 0, count: ids.count * store.header.shape.byteCount)
  try batch.withUnsafeMutableBytes { try store.fill(ids: ids, into: $0, threads: 2) }
  fold(batch)
  fold(try store.record(of: ids[0]))
  fold(try store.ids(matching: StoreQuery(parsing: "fill>=0")).map { UInt8(truncatingIfNeeded: $0) })
  if let view {
    for id in ids { try view.withPixels(of: id) { fold($0) } }
    var batch = [UInt8](repeating: 0, count: ids.count * view.shape.byteCount)
    try batch.withUnsafeMutableBytes { try view.fill(ids: ids, into: $0, threads: 2) }
    fold(batch)
  }
  return digest
}

/// What a child finds in the memory that it shares with its parent as of the fork.
final class Task: Sendable {
  let store: Store
  let view: ViewReader?
  let expected: UInt64
  /// Where the parent has the first picture of a sealed store; its map stays in its children, unused.
  let parentsAddress: UInt

  init(_ store: Store, _ view: ViewReader?) throws {
    self.store = store
    self.view = view
    expected = try digest(of: store, view)
    parentsAddress = try Self.address(store)
  }

  var reads: Bool { (try? digest(of: store, view)) == expected }

  /// Whether this process has opened the store for itself.
  var hasOpenedAnew: Bool { !store.isSealed || (try? Self.address(store)) != parentsAddress }

  private static func address(_ store: Store) throws -> UInt {
    try store.withPixels(of: store.ids.lowerBound) { UInt(bitPattern: $0.baseAddress) }
  }
}

/// Starts a child that reads, and that has a child of its own when `generations` is above 1.
func start(_ task: Task, generations: Int) -> Int32 {
  struct Context {
    var task: Task
    var generations: Int
  }
  var context = Context(task: task, generations: generations)
  return withUnsafeMutablePointer(to: &context) { context in
    fork_testing_start(
      { pointer in
        let context = pointer!.assumingMemoryBound(to: Context.self).pointee
        guard context.task.reads, context.task.hasOpenedAnew else { return 1 }
        guard context.generations > 1 else { return 0 }
        guard fork_testing_wait(start(context.task, generations: context.generations - 1)) == 0 else { return 2 }
        // The grandchild's end must have closed nothing of ours.
        return context.task.reads ? 0 : 3
      }, context)
  }
}

func run(_ arguments: [String]) throws -> Int {
  let store = try Store(path: arguments[1])
  let view = arguments.count > 3 ? try ViewReader(of: store, size: Int(arguments[3])!) : nil
  // Where the process stands must not matter to its children.
  chdir("/")
  let task = try Task(store, view)
  let children = Int(arguments[2])!
  let isDone = Atomic<Bool>(false)
  let failures = Atomic<Int>(0)
  // A thread that reads while the forks happen: its locks are copied in whatever state they are.
  Parallel.both {
    while !isDone.load(ordering: .relaxed) {
      if !task.reads { failures.add(1, ordering: .relaxed) }
    }
  } _: {
    let processes = (0..<children).map { start(task, generations: $0 % 4 == 0 ? 2 : 1) }
    for process in processes where process < 0 || fork_testing_wait(process) != 0 {
      failures.add(1, ordering: .relaxed)
    }
    isDone.store(true, ordering: .relaxed)
  }
  return failures.load(ordering: .relaxed)
}

let failures = try run(CommandLine.arguments)
print(failures)
exit(failures == 0 ? 0 : 1)
