internal import FractalCore
internal import StoreReader

/// Everything in a file that may be a value of some id, found page by page without trusting any tree.
///
/// Nothing here is known to be right: hashes decide that. Stale pages do no harm, because an asset's values never
/// change.
struct SalvageScan {
  /// The locations of values whose key may be this id.
  private(set) var candidates: [Int: [PageSpan]] = [:]
  /// The first pages of values of several pages, whether or not a leaf leads to them.
  private(set) var runs: [PageSpan] = []

  private static let largestID = 1 << 40
  private static let mostCandidates = 64

  /// Scans all pages of a file for values, and for big values of `valueSize` bytes.
  init(_ pages: PageFile, valueSize: Int, monitor: TaskMonitor) {
    let runLength = (Page.headerSize + valueSize + pages.pageSize - 1) / pages.pageSize
    for number in 0..<pages.pageCount {
      if number & 0xFFFF == 0 {
        guard !monitor.isCancelled() else { return }
        monitor.report("scanning", number, pages.pageCount)
      }
      guard let page = pages.page(UInt64(number)) else { continue }
      if page.kind == .overflow && page.ownNumber == UInt64(number) && page.runLength == runLength {
        runs.append(PageSpan(offset: number * pages.pageSize + Page.headerSize, count: valueSize))
      }
      for node in page.salvagedNodes where node.key.count == 8 && node.flags <= PageNode.bigData {
        guard let id = Int(exactly: UInt64(bigEndian: node.key.number(at: 0))), id < Self.largestID,
          let span = node.span(pageOffset: number * pages.pageSize, pageSize: pages.pageSize),
          candidates[id, default: []].count < Self.mostCandidates
        else { continue }
        candidates[id, default: []].append(span)
      }
    }
    monitor.report("scanning", pages.pageCount, pages.pageCount)
  }
}
