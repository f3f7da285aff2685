import FractalCore
import FractalImageIO
import IPMix

/// A replayed plan to look at: the picture, the fractal and the result first, then a row for each chain.
struct PlanSheet {
  let plan: MixingPlan
  let picture: Picture
  let fractal: Picture?
  let trace: MixingTrace

  private typealias Cell = (picture: Picture, caption: String)

  func draw() throws -> Picture {
    var first: [Cell] = [(picture, "picture")]
    if let fractal { first.append((fractal, "fractal")) }
    first.append((trace.result.picture, "result m=\(Self.text(plan.mixingWeight))"))
    let rows = [first] + (plan.framework == .rounds ? [roundCells] : trace.chains.indices.map(chainCells))
    let columns = rows.map(\.count).max() ?? 1
    let blank = Cell(Picture(shape: picture.shape, filledWith: 24), "")
    let cells = rows.flatMap { $0 + Array(repeating: blank, count: columns - $0.count) }
    return try ContactSheet(columns: columns).draw(cells.map(\.picture), captions: cells.map(\.caption))
  }

  private func chainCells(_ number: Int) -> [Cell] {
    let (chain, traced) = (plan.chains[number], trace.chains[number])
    return [(traced.start, "chain \(number) w=\(Self.text(chain.weight))")]
      + zip(chain.steps, traced.steps).map { ($1, $0.caption) }
  }

  /// The states of `rounds` as bytes.
  private var roundCells: [Cell] {
    zip(trace.roundPictures, ["start"] + plan.chains[0].steps.map(\.caption)).map { ($0, $1) }
  }

  private static func text(_ weight: Float) -> String { String(Double((weight * 100).rounded()) / 100) }
}

extension MixingPlan.Step {
  /// The operation's name, and where it lies.
  var caption: String {
    switch self {
    case .image(let operation): operation.kind.rawValue
    case .patch(let rectangle, let operation, let source):
      "\(operation.kind.rawValue) \(rectangle.height)x\(rectangle.width)" + (source == .mixingPicture ? "" : " copy")
    }
  }
}
