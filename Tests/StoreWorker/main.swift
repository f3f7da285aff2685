/// A writer and a reader of a sample store in processes of their own, for tests that kill them.
///
///     store-worker write PATH COUNT BATCH ACKS [STOP]  make or go on with the store; note commits in ACKS
///     store-worker read PATH COUNT                read all there is until stopped; end with 1 on anything but whole assets
///     store-worker walk-pages PATH ...            what `fernery store walk-pages` does
import Foundation
import FractalCore
import StoreReader
import StoreTestSupport
import StoreWriter

let arguments = Array(CommandLine.arguments.dropFirst())
switch arguments.first {
case "write":
  let count = Int(arguments[2])!
  try write(
    path: arguments[1], count: count, batch: Int(arguments[3])!, acks: arguments[4],
    stop: arguments.count > 5 ? Int(arguments[5])! : count)
case "read": read(path: arguments[1], count: Int(arguments[2])!)
case "walk-pages":
  let threads = arguments.firstIndex(of: "--threads").flatMap { Int(arguments[$0 + 1]) } ?? 1
  ExaminationProcess.runChild(path: arguments[1], isQuick: arguments.contains("--quick"), threads: threads) {
    try? FileHandle.standardOutput.write(contentsOf: Data($0))
  }
default: exit(64)
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
          guard try Digest32(of: store.pixels(of: id)) == record.assetHash else { exit(1) }
        } catch {
          exit(1)
        }
      }
    }
  }
}
