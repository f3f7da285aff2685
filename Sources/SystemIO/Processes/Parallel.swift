internal import CLibrary
internal import CSystem
internal import Synchronization

/// Work spread over plain threads that start and end within a call.
///
/// No Dispatch and no Swift concurrency: both hang or serialise in a forked process, and a mixer is used in such.
public enum Parallel {
  /// Calls `body` once for each of `0..<count`, from up to `threads` threads, and returns when all are done.
  ///
  /// Items are handed out one by one in order, so unequal ones balance. With one thread, or if no other could be
  /// started, the caller does all the work itself. `body` must write only what belongs to its item.
  ///
  /// - Parameters:
  ///   - count: the number of items.
  ///   - threads: the most threads, at least 1.
  ///   - body: receives the item and the worker's number in `0..<threads`, by which scratch memory is chosen.
  public static func forEach(
    _ count: Int, threads: Int, _ body: @Sendable (_ item: Int, _ worker: Int) -> Void
  ) {
    let workers = max(1, min(threads, count))
    guard workers > 1 else {
      for item in 0..<max(0, count) { body(item, 0) }
      return
    }
    withoutActuallyEscaping(body) { body in
      let shared = SharedWork(count: count, body: body)
      var started: [pthread_t] = []
      for worker in (isForked ? 0 : 1)..<workers {
        if let thread = startThread({ shared.run(worker: worker) }) { started.append(thread) }
      }
      if !isForked || started.isEmpty { shared.run(worker: 0) }
      for thread in started { join(thread) }
    }
  }

  /// Whether the caller must not work beside other threads: the locks of Swift's runtime keep the id of a thread, and the
  /// thread that was forked still has its parent's, so that it would wait for ever or end the process where two meet.
  private static var isForked: Bool { csystem_is_forked() }

  /// Runs `background` on a thread of its own while the caller runs `foreground`, and returns when both are done.
  ///
  /// If no thread can be started, the caller runs both, `background` first.
  public static func both(_ background: @Sendable () -> Void, _ foreground: () -> Void) {
    withoutActuallyEscaping(background) { background in
      let thread = startThread(background)
      if thread == nil { background() }
      foreground()
      if let thread { join(thread) }
    }
  }

  /// Lets other threads run.
  package static func yield() { sched_yield() }

  /// Sleeps for a number of microseconds, or until a signal comes.
  package static func sleep(microseconds: UInt32) { usleep(microseconds) }

  /// The number of processors that this process may run on: the default for `--threads`.
  public static var processorCount: Int { Int(csystem_processor_count()) }
}

/// The items of one `forEach`, handed out by a counter.
private final class SharedWork: Sendable {
  private let next = Atomic<Int>(0)
  private let count: Int
  private let body: @Sendable (Int, Int) -> Void

  init(count: Int, body: @escaping @Sendable (Int, Int) -> Void) {
    self.count = count
    self.body = body
  }

  func run(worker: Int) {
    while true {
      let item = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard item < count else { return }
      body(item, worker)
    }
  }
}

private final class ThreadBody: Sendable {
  let run: @Sendable () -> Void
  init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

/// Bytes of address space; pages that are never touched cost nothing.
private let stackSize = 8 << 20

private func startThread(_ run: @escaping @Sendable () -> Void) -> pthread_t? {
  let context = Unmanaged.passRetained(ThreadBody(run))
  var attributes = pthread_attr_t()
  pthread_attr_init(&attributes)
  defer { pthread_attr_destroy(&attributes) }
  // Of its own, because some systems give threads 128 KiB, and unoptimised kernels take more than that.
  pthread_attr_setstacksize(&attributes, stackSize)
  #if canImport(Darwin)
    var thread: pthread_t?
    let status = pthread_create(&thread, &attributes, { runThread($0) }, context.toOpaque())
  #else
    var thread = pthread_t()
    let status = pthread_create(&thread, &attributes, { runThread($0!) }, context.toOpaque())
  #endif
  guard status == 0 else {
    context.release()
    return nil
  }
  return thread
}

/// Waits for a thread to end.
///
/// Those of one call end at about the same time, and to be woken takes longer than most of them have left: so it is looked for
/// a while, giving way to others, before this thread goes to sleep.
private func join(_ thread: pthread_t) {
  let clock = ContinuousClock()
  let end = clock.now.advanced(by: .microseconds(100))
  repeat {
    if csystem_join_if_ended(thread) { return }
    sched_yield()
  } while clock.now < end
  pthread_join(thread, nil)
}

private func runThread(_ context: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
  Unmanaged<ThreadBody>.fromOpaque(context).takeRetainedValue().run()
  return nil
}
