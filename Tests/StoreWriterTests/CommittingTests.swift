import Foundation
import FractalCore
import StoreReader
import StoreTestSupport
import SystemIO
import TestSupport
import Testing

@testable import StoreWriter

/// Commits whose last page LMDB never writes: the file must be as long as its newest state says all the same.
@Suite struct CommittingTests {
  private let directory: TemporaryDirectory
  private var path: String { directory.path("data.mdb") }
  init() throws { directory = try TemporaryDirectory() }

  /// The file's size, and the one that its newest meta page demands.
  private func sizes() throws -> (file: Int, needed: Int) {
    let file = try FileDescriptor(reading: path)
    let header = try #require(try LMDBFileHeader(file: file))
    return (try file.size(), try #require(header.requiredFileSize))
  }

  @Test func lmdbAloneLeavesAFileThatIsTooShort() throws {
    let environment = try LMDBEnvironment(path: path, mode: .writing(mapSize: 1 << 24))
    for step in 0..<GivenBackPages.steps {
      let transaction = try LMDBTransaction(environment, for: .writing)
      try GivenBackPages.put(step: step, in: transaction)
      try transaction.commit()
    }
    let (file, needed) = try sizes()
    #expect(file < needed, "if this fails, LMDB has changed, and the tests below prove nothing")
  }

  @Test func aCommitEndsWithTheFileThatItsStateDemands() throws {
    let environment = try LMDBEnvironment(path: path, mode: .writing(mapSize: 1 << 24))
    for step in 0..<GivenBackPages.steps {
      try environment.commit(growingBy: GivenBackPages.byteCount) { (transaction) throws(LMDBFailure) in
        try GivenBackPages.put(step: step, in: transaction)
      }
      let (file, needed) = try sizes()
      #expect(file == needed)
    }
  }

  @Test func aMapThatIsTooSmallIsMadeLargerForACommitWithWriteBehind() throws {
    let environment = try LMDBEnvironment(path: path, mode: .writing(mapSize: 1 << 20))
    try environment.commitLarge(growingBy: 9 << 20) { (transaction) throws(LMDBFailure) in
      let database = try LMDBDatabase(named: "values", in: transaction, options: .create)
      for id in 0..<8 {
        try database.put([UInt8](repeating: 7, count: 1 << 20), at: UInt64(id), .last, in: transaction)
      }
    }
    let (file, needed) = try sizes()
    #expect(file == needed && needed > 8 << 20)
  }
}
