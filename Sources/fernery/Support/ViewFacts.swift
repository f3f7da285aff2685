import FractalCore
import StoreReader

/// The printed facts about a view.
struct ViewFacts: Encodable {
  var size: Int
  var height: Int?
  var width: Int?
  /// Why it cannot be used; nil if it can.
  @ExplicitNull var problem: String?

  /// Opens the view of a size.
  init(of store: Store, size: Int) {
    self.size = size
    do throws(StoreError) {
      let view = try ViewReader(of: store, size: size)
      (height, width) = (view.shape.height, view.shape.width)
      _problem = ExplicitNull(wrappedValue: nil)
    } catch {
      _problem = ExplicitNull(wrappedValue: error.message)
    }
  }

  /// For a line that lists views.
  var text: String {
    if let height, let width { return "\(height)x\(width)" }
    return "\(size) (unusable: \(problem ?? ""))"
  }
}
