import FractalCore
import FractalSearch
import StoreWriter

/// The output of `generate --json`.
struct GenerationSummary: Encodable {
  var store: String
  var preset: String
  var count: Int
  @ExplicitNull var root: String?
  var seconds: Double
  var resumed: Int
  var search: SearchSummary?

  init(store: String, preset: String, outcome: Generator.Outcome, seconds: Double) {
    self.store = store
    self.preset = preset
    count = outcome.count
    _root = ExplicitNull(wrappedValue: outcome.root?.hex)
    self.seconds = seconds
    resumed = outcome.resumedFrom
    search = outcome.search.map(SearchSummary.init)
  }

  func text(asked: Int) -> String {
    guard let root else {
      return "stopped: \(HumanFormat.count(count)) of \(HumanFormat.count(asked)) assets are kept in \(store); run the "
        + "same command to go on"
    }
    var lines: [String] = []
    if let search { lines.append(search.text) }
    if resumed == count {
      lines.append("\(store) is complete already: \(HumanFormat.count(count)) assets")
    } else {
      let resumedText = resumed > 0 ? ", \(HumanFormat.count(resumed)) of them from an earlier run" : ""
      lines.append(
        "\(store): \(HumanFormat.count(count)) assets\(resumedText), in \(HumanFormat.duration(seconds: seconds))")
    }
    lines.append("root \(root)")
    return lines.joined(separator: "\n")
  }
}

/// The counts of the proposals.
struct SearchSummary: Encodable {
  var proposals: Int
  var candidates: Int
  var rejected: [String: Int]
  var leastDistance: Double

  init(_ result: Search.Result) {
    proposals = result.proposals
    candidates = result.candidates
    rejected = result.rejectionCounts
    leastDistance = result.leastDistance
  }

  var text: String {
    let reasons = rejected.filter { $0.value > 0 }.sorted { $0.key < $1.key }
      .map { "\(HumanFormat.count($0.value)) \($0.key)" }
    return "\(HumanFormat.count(candidates)) of \(HumanFormat.count(proposals)) proposals passed the gates"
      + (reasons.isEmpty ? "" : " (rejected: \(reasons.joined(separator: ", ")))")
  }
}

/// The output of `generate --dry-run --json`.
struct EstimateSummary: Encodable {
  var store: String
  var preset: String
  var count: Int
  var pool: Int
  var done: Int
  var seconds: Double
  var diskBytes: Int

  init(store: String, preset: String, _ estimate: Generator.Estimate) {
    self.store = store
    self.preset = preset
    (count, pool, done) = (estimate.count, estimate.pool, estimate.done)
    (seconds, diskBytes) = (estimate.seconds, estimate.diskBytes)
  }
}
