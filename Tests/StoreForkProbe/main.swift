/// Reads stores in forked processes. A program of its own, because forking the test runner with its threads would test the
/// runner.
///
///     store-fork-probe STORE CHILDREN [VIEW-SIZE]     read from many processes at once, as data loaders do, while the parent
///                                                     goes on; print how many read anything else than the parent
///     store-fork-probe contend STORE CHILDREN [VIEW-SIZE]   fork one by one; in each child threads begin to read at once
///     store-fork-probe damage STORE MUTANTS SEED [VIEW-SIZE]   read damaged copies of the store, and of its view; print
///                                                     how many ended how, as in ``Outcomes``
///
/// Ends with 0 if all is well.
import CForkTesting
import FractalCore
import StoreReader
import Synchronization
import SystemIO

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
final class Task: @unchecked Sendable {
  let store: Store
  let view: ViewReader?
  let expected: UInt64
  /// Where the parent has the first picture of a sealed store, which holds in its children.
  let parentsPixels: UnsafeRawBufferPointer?

  init(_ store: Store, _ view: ViewReader?, expected: UInt64? = nil) throws {
    self.store = store
    self.view = view
    self.expected = try expected ?? digest(of: store, view)
    // A store that is not to be used before the fork is told by its digest.
    parentsPixels = expected != nil ? nil : try store.mappedPixels(of: store.ids.lowerBound)
  }

  var reads: Bool { (try? digest(of: store, view)) == expected }

  /// Whether the parent's own pixels serve this process.
  var readsThroughTheParent: Bool {
    guard let parentsPixels else { return true }
    return (try? store.pixels(of: store.ids.lowerBound).pixels.elementsEqual(parentsPixels)) == true
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
        guard context.task.reads, context.task.readsThroughTheParent else { return 1 }
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

/// Forks children one by one, in each of which four threads begin to read at once: the first segments of tables, the same
/// records, indexes and handles, and the store anew.
func contend(_ arguments: [String]) throws -> Int {
  let used = try Store(path: arguments[0])
  let size = arguments.count > 2 ? Int(arguments[2])! : nil
  let view = try size.map { try ViewReader(of: used, size: $0) }
  let first = try Task(used, view)
  var failures = 0
  for number in 0..<Int(arguments[1])! {
    // Every second child has a store that nobody has read a picture of.
    let task = number % 2 == 0 ? first : try Task(Store(path: arguments[0]), view, expected: first.expected)
    var context = task
    let child = withUnsafeMutablePointer(to: &context) { context in
      fork_testing_start(
        { pointer in
          let task = pointer!.assumingMemoryBound(to: Task.self).pointee
          let wrong = OrderedResults<Bool>(count: 4)
          Parallel.forEach(4, threads: 4) { item, _ in wrong.finish(item, with: task.reads) }
          return (try? wrong.prefix()) == [true, true, true, true] ? 0 : 1
        }, context)
    }
    if child < 0 || fork_testing_wait(child) != 0 { failures += 1 }
  }
  return failures
}

let arguments = Array(CommandLine.arguments.dropFirst())
switch arguments[0] {
case "damage":
  let outcomes = try DamagedReading(arguments).run()
  print(outcomes)
  exit(outcomes.deaths == 0 && outcomes.otherErrors == 0 ? 0 : 1)
case "contend":
  let failures = try contend(Array(arguments.dropFirst()))
  print(failures)
  exit(failures == 0 ? 0 : 1)
default:
  let failures = try run(CommandLine.arguments)
  print(failures)
  exit(failures == 0 ? 0 : 1)
}
