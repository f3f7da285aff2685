internal import FractalCore

/// A view's file as one process has it open.
final class ViewHandle: Sendable {
  let environment: LMDBEnvironment
  let header: ViewHeader
  let pixels: PixelTable
  let checksums: LMDBDatabase

  /// Opens the view at `path`; O(1).
  init(path: String) throws(StoreError) {
    try Self.inspect(path)
    var values: [ViewHeader.Entry: [UInt8]] = [:]
    let images: LMDBDatabase
    do throws(LMDBFailure) {
      environment = try LMDBEnvironment(path: path, mode: .sealed)
      let transaction = try LMDBTransaction(environment, for: .reading)
      do throws(LMDBFailure) {
        let meta = try LMDBDatabase(named: ViewDatabase.meta.rawValue, in: transaction)
        images = try LMDBDatabase(named: ViewDatabase.img.rawValue, in: transaction)
        checksums = try LMDBDatabase(named: ViewDatabase.sum.rawValue, in: transaction)
        for entry in ViewHeader.Entry.allCases {
          values[entry] = try meta.bytes(of: entry.rawValue.utf8, in: transaction)
        }
      } catch {
        throw error.isNotFound ? LMDBFailure.foreignFile : error
      }
      // Committed and not aborted, because that keeps the handles of the databases.
      try transaction.commit()
    } catch {
      throw Self.storeError(error, path)
    }
    do throws(ViewHeader.Malformed) {
      header = try ViewHeader { values[$0] }
    } catch {
      throw Self.storeError(error, path)
    }
    do throws(LMDBFailure) {
      pixels = try PixelTable(
        images, in: environment, path: path, ids: header.idRange, pictureBytes: header.shape.byteCount, firstKey: 0,
        packing: header.packing)
    } catch {
      throw Self.storeError(error, path)
    }
  }

  /// Looks at the file before LMDB does, which would map a truncated one.
  private static func inspect(_ path: String) throws(StoreError) {
    let header: LMDBFileHeader?
    let size: Int
    do throws(SystemFailure) {
      let file = try FileDescriptor(reading: path)
      header = try LMDBFileHeader(file: file)
      size = try file.size()
    } catch {
      if error.isMissing { throw StoreError(.noSuchView, "there is no view at \(path)", cause: error.cause) }
      throw StoreError(error, reading: path)
    }
    guard let header else { throw StoreError(.notAStore, "\(path) is no view: it is no LMDB file") }
    guard let required = header.requiredFileSize, size >= required else {
      throw StoreError(.truncated, "the view \(path) is truncated: delete it and make it anew")
    }
  }

  static func storeError(_ failure: LMDBFailure, _ path: String) -> StoreError {
    if let code = failure.systemCode { return StoreError(SystemFailure(code: code), reading: path) }
    return failure.isForeignFile
      ? StoreError(.notAStore, "\(path) is no view: delete it", cause: failure.cause)
      : StoreError(.damaged, "the view \(path) is damaged: delete it and make it anew", cause: failure.cause)
  }

  private static func storeError(_ malformed: ViewHeader.Malformed, _ path: String) -> StoreError {
    switch malformed {
    case .newerMajor(let schema):
      StoreError(
        .newerVersion,
        "\(path) has the format \(schema), and this program reads \(StoreSchema.current.major).x: delete it and make it "
          + "anew, or update fernery")
    case .entry(let name):
      StoreError(
        .damaged,
        "the view \(path) is damaged: its entry '\(name.rawValue)' is missing or malformed; delete it and make it anew")
    }
  }
}

/// The named databases of a view's file.
package enum ViewDatabase: String, Sendable, CaseIterable {
  case meta, img, sum
}
