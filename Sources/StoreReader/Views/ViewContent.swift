internal import FractalCore
internal import SystemIO

/// A view's file as it is open.
struct ViewContent: Sendable {
  let trees: CommittedTrees<ViewDatabase>
  let header: ViewHeader
  let pixels: PixelTable

  /// Opens the view at `path`; O(1).
  init(path: String) throws(StoreError) {
    let file = try Self.open(path)
    let map: PageMap
    do throws(PageMap.Failure) {
      map = try PageMap(newestOf: file)
    } catch {
      throw switch error {
      case .system(let failure): StoreError(failure, reading: path)
      case .foreign: StoreError(.notAStore, "\(path) is no view, as it is no LMDB file: delete it")
      case .truncated: StoreError(.truncated, "the view \(path) is truncated: delete it and make it anew")
      }
    }
    var values: [ViewHeader.Entry: [UInt8]] = [:]
    let known: CommittedTrees<ViewDatabase>?
    do throws(PageDamage) {
      known = try CommittedTrees(map)
    } catch {
      throw Self.storeError(error, path)
    }
    guard let known else { throw StoreError(.notAStore, "\(path) is no view: delete it") }
    trees = known
    do throws(PageDamage) {
      for entry in ViewHeader.Entry.allCases { values[entry] = try trees.bytes(of: entry.rawValue, in: .meta) }
    } catch {
      throw Self.storeError(error, path)
    }
    do throws(ViewHeader.Malformed) {
      header = try ViewHeader { values[$0] }
    } catch {
      throw Self.storeError(error, path)
    }
    do throws(PageDamage) {
      pixels = try PixelTable(
        trees[.img], in: map, file: file, path: path, ids: header.idRange, pictureBytes: header.shape.byteCount,
        firstKey: 0, packing: header.packing)
    } catch {
      throw Self.storeError(error, path)
    }
  }

  private static func open(_ path: String) throws(StoreError) -> FileDescriptor {
    do throws(SystemFailure) {
      return try FileDescriptor.regular(path)
    } catch {
      if error.isMissing { throw StoreError(.noSuchView, "there is no view at \(path)", cause: error.cause) }
      guard !error.isOtherKind else { throw StoreError(.notAStore, "\(path) is no view, as it is no regular file") }
      throw StoreError(error, reading: path)
    }
  }

  static func storeError(_ damage: PageDamage, _ path: String) -> StoreError {
    StoreError(.damaged, "the view \(path) is damaged in its page \(damage.page): delete it and make it anew")
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
package enum ViewDatabase: String, TreeName {
  case meta, img, sum

  package var flags: UInt16 { 0 }
}
