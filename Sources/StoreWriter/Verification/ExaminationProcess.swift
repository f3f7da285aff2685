internal import CanonicalData
internal import FractalCore
internal import StoreReader
internal import Synchronization
internal import SystemIO

/// The examination of a store in a process of its own, which damaged pages may end without harm to the caller's.
///
/// The child writes one JSON object a line: `{"damage": ...}`, `{"progress": ...}` and, at its end, `{"facts": ...}`, or
/// `{"failure": ERRNO}` where the system refused something.
public struct ExaminationProcess: Sendable {
  let path: String
  let isSealed: Bool
  let isQuick: Bool
  /// Examine the data of a sealed store by themselves, as those of one that grows.
  let ignoresSeal: Bool
  let threads: Int
  let seal: Seal?

  init(path: String, isSealed: Bool, isQuick: Bool, ignoresSeal: Bool = false, threads: Int, seal: Seal?) {
    self.path = path
    self.isSealed = isSealed
    self.isQuick = isQuick
    self.ignoresSeal = ignoresSeal
    self.threads = threads
    self.seal = seal
  }

  /// The child's work: examine the store and write lines.
  ///
  /// - Parameters:
  ///   - path: the store's folder.
  ///   - isQuick: whether pixels are compared with their checksums alone.
  ///   - ignoresSeal: whether a sealed store is examined as one that is not.
  ///   - threads: the most threads, at least 1.
  ///   - write: receives whole lines; one call at a time.
  public static func runChild(
    path: String, isQuick: Bool, ignoresSeal: Bool, threads: Int, write: @escaping @Sendable ([UInt8]) -> Void
  ) {
    let turn = Mutex(())
    @Sendable func line(_ members: [String: JSONValue]) {
      guard let bytes = try? CanonicalJSON.encode(.object(members)) else { return }
      turn.withLock { _ in write(bytes + [UInt8(ascii: "\n")]) }
    }
    let monitor = TaskMonitor(
      report: { phase, done, total in
        line(["progress": .array([.string(phase), .number(Double(done)), .number(Double(total))])])
      }, isCancelled: { false })
    do throws(SystemFailure) {
      let hasSeal = try PathKind(of: FolderWriting.path(StoreFile.seal, in: path)) == .file
      let isSealed = hasSeal && !ignoresSeal
      let seal = isSealed ? try Seal.ifSound(path) : nil
      let examination = StoreExamination(
        path: path, seal: seal, isSealed: isSealed, isQuick: isQuick, threads: threads, monitor: monitor
      ) { damage in
        line([
          "damage": .object([
            "part": .string(damage.part.rawValue), "id": damage.id.map { .number(Double($0)) } ?? .null,
            "text": .string(damage.text),
          ])
        ])
      }
      let facts = try examination.run()
      line([
        "facts": .object([
          "count": facts.count.map { .number(Double($0)) } ?? .null,
          "root": facts.root.map { .string($0.hex) } ?? .null,
          "blocks": .number(Double(facts.blocks)),
        ])
      ])
    } catch {
      line(["failure": .number(Double(error.code))])
    }
  }

  struct Found: Sendable {
    var facts = StoreExamination.Facts()
    var damage: [StoreDamage] = []
    /// The failure of the system, if there was one.
    var failure: SystemFailure?
  }

  /// Examines, in a child if there is a program for it.
  ///
  /// - Throws: ``StoreWriterError`` where the examination did not come to its end, which says nothing of the store.
  func run(walker: [String]?, monitor: TaskMonitor) throws(StoreWriterError) -> Found {
    let found = Mutex(Found())
    guard let walker else {
      let examination = StoreExamination(
        path: path, seal: seal, isSealed: isSealed, isQuick: isQuick, threads: threads, monitor: monitor
      ) { damage in found.withLock { $0.damage.append(damage) } }
      let facts: StoreExamination.Facts
      do throws(SystemFailure) {
        facts = try examination.run()
      } catch {
        throw StoreWriterError(error, reading: path)
      }
      found.withLock { $0.facts = facts }
      return found.withLock { $0 }
    }
    // A path may begin as an option does.
    let arguments =
      walker + ["--threads", "\(threads)"] + (isQuick ? ["--quick"] : []) + (ignoresSeal ? ["--ignoring-seal"] : [])
      + ["--", path]
    let ending: ChildProcess.Ending
    do throws(SystemFailure) {
      ending = try ChildProcess.run(arguments, isCancelled: monitor.isCancelled) { line in
        found.withLock { Self.take(line, &$0, monitor) }
      }
    } catch {
      throw StoreWriterError(.inputOutput, "cannot start \(walker[0]) to walk the pages of \(path)", cause: error.cause)
    }
    var result = found.withLock { $0 }
    if let failure = result.failure { throw StoreWriterError(failure, reading: path) }
    if !result.facts.isComplete && !monitor.isCancelled() {
      let how =
        switch ending {
        case .signal(let number): "was ended by the signal \(number)"
        case .exit(let code): "gave up with the code \(code)"
        }
      // The damage that it found before its end is valid.
      guard result.damage.isEmpty else { return result }
      throw StoreWriterError(
        .inputOutput,
        "the process that walked the pages of \(path) \(how), so that nothing is known of the store: free some memory and "
          + "do it again")
    } else if let seal, result.facts.blocks != seal.blockChecksums.count,
      !result.damage.contains(where: { $0.part == .file }), !monitor.isCancelled()
    {
      // It opens the seal itself: one that cannot be read any more, or is another, must not count as none.
      result.damage.append(StoreDamage(.seal, "the seal changed while the store was verified: verify it again"))
    }
    return result
  }

  private static func take(_ line: [UInt8], _ found: inout Found, _ monitor: TaskMonitor) {
    guard let value = try? JSONParser.parse(line) else { return }
    if let damage = value["damage"], let part = damage["part"]?.text.flatMap({ StoreDamage.Part(rawValue: $0) }) {
      found.damage.append(StoreDamage(part, id: damage["id"]?.whole, damage["text"]?.text ?? ""))
    } else if let progress = value["progress"]?.elements, progress.count == 3, let phase = progress[0].text,
      let done = progress[1].whole, let total = progress[2].whole
    {
      monitor.report(phase, done, total)
    } else if let facts = value["facts"] {
      found.facts = StoreExamination.Facts(
        count: facts["count"]?.whole, root: facts["root"]?.text.flatMap { SHA256Digest(hex: $0) },
        blocks: facts["blocks"]?.whole ?? 0, isComplete: true)
    } else if let code = value["failure"]?.whole.flatMap({ Int32(exactly: $0) }) {
      found.failure = SystemFailure(code: code)
    }
  }
}
