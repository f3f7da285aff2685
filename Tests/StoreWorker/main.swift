/// Writers and readers of a sample store in processes of their own, for tests that kill them. Ends with 77 where permission
/// is missing.
///
///     store-worker write PATH COUNT BATCH ACKS [STOP]  make or go on with the store; note commits in ACKS
///     store-worker read PATH COUNT                read all there is until stopped; end with 1 on anything but whole assets
///     store-worker read-once PATH COUNT HELD      read all assets, of which there must be HELD, in several ways
///     store-worker hold PATH READY                begin a reading transaction, make the file READY, wait to be killed
///     store-worker give-back PATH                 make an LMDB file by commits that give their last pages back
///     store-worker verify PATH                    what `fernery store verify` does, without a child
///     store-worker view PATH                      make a view
///     store-worker walk-pages ... -- PATH         what `fernery store walk-pages` does
///     store-worker as-nobody COMMAND ...          any of these as the user 65534
import Foundation
import FractalCore
import StoreReader
import StoreTestSupport
import StoreWriter

do {
  try run(Array(CommandLine.arguments.dropFirst()))
} catch {
  exit((error as? any DescribedError)?.category == .permission ? 77 : 1)
}

func run(_ arguments: [String]) throws {
  switch arguments.first {
  case "write":
    let count = Int(arguments[2])!
    try write(
      path: arguments[1], count: count, batch: Int(arguments[3])!, acks: arguments[4],
      stop: arguments.count > 5 ? Int(arguments[5])! : count)
  case "read": read(path: arguments[1], count: Int(arguments[2])!)
  case "read-once": try readOnce(path: arguments[1], count: Int(arguments[2])!, held: Int(arguments[3])!)
  case "hold": try hold(path: arguments[1], ready: arguments[2])
  case "give-back": try giveBack(path: arguments[1])
  case "verify": if try Verifier(path: arguments[1]).run()?.isSound != true { exit(1) }
  case "view": _ = try ViewBuilder(path: arguments[1], size: 9).run()
  case "walk-pages":
    let threads = arguments.firstIndex(of: "--threads").flatMap { Int(arguments[$0 + 1]) } ?? 1
    ExaminationProcess.runChild(
      path: arguments.last!, isQuick: arguments.contains("--quick"), ignoresSeal: arguments.contains("--ignoring-seal"),
      threads: threads
    ) {
      try? FileHandle.standardOutput.write(contentsOf: Data($0))
    }
  case "as-nobody":
    guard setgroups(0, nil) == 0, setgid(65534) == 0, setuid(65534) == 0 else { exit(2) }
    try run(Array(arguments.dropFirst()))
  default: exit(64)
  }
}

func readOnce(path: String, count: Int, held: Int) throws {
  let sample = try SampleStore(count: count, at: path)
  let store = try Store(path: path)
  guard store.count == held else { exit(3) }
  var batch = [UInt8](repeating: 0, count: held * store.header.shape.byteCount)
  try batch.withUnsafeMutableBytes { try store.fill(ids: Array(store.ids), into: $0, threads: 2) }
  for id in store.ids {
    let expected = sample.picture(id)
    let size = expected.pixels.count
    guard try store.pixels(of: id) == expected, batch[id * size..<(id + 1) * size].elementsEqual(expected.pixels),
      try AssetRecord(json: store.record(of: id)).facts == sample.facts(id)
    else { exit(4) }
  }
}

func hold(path: String, ready: String) throws {
  let environment = try LMDBEnvironment(path: path + "/assets.mdb", mode: .shared)
  let transaction = try LMDBTransaction(environment, for: .reading)
  _ = FileManager.default.createFile(atPath: ready, contents: nil)
  withExtendedLifetime(transaction) { while true { pause() } }
}

func giveBack(path: String) throws {
  let environment = try LMDBEnvironment(path: path, mode: .writing(mapSize: 1 << 24))
  for step in 0..<GivenBackPages.steps {
    try environment.commit(growingBy: GivenBackPages.byteCount) { (transaction) throws(LMDBFailure) in
      try GivenBackPages.put(step: step, in: transaction)
    }
  }
}

func write(path: String, count: Int, batch: Int, acks: String, stop: Int) throws {
  let sample = try SampleStore(count: count, at: path)
  let file = open(acks, O_WRONLY | O_CREAT | O_APPEND, 0o644)
  func acknowledge(_ count: Int) {
    let line = "\(count)\n"
    _ = line.withCString { Glibc.write(file, $0, line.utf8.count) }
  }
  let session: StoreSession
  if FileManager.default.fileExists(atPath: path) {
    switch try sample.resume() {
    case .growing(let resumed): session = resumed
    case .sealed: return acknowledge(count + 1)
    }
  } else {
    session = try sample.create()
  }
  acknowledge(session.nextID)
  while session.nextID < stop {
    try session.append(sample.assets(session.nextID..<min(count, session.nextID + batch)))
    acknowledge(session.nextID)
  }
  guard session.nextID == count else { return session.close() }
  _ = try session.seal()
  acknowledge(count + 1)
}

func read(path: String, count: Int) {
  while true {
    guard let store = try? Store(path: path) else {
      usleep(500)
      continue
    }
    for _ in 0..<20 {
      for id in store.ids {
        do {
          let record = try AssetRecord(json: store.record(of: id))
          guard try SHA256Digest(of: store.pixels(of: id)) == record.assetHash else { exit(1) }
        } catch {
          exit(1)
        }
      }
    }
  }
}
