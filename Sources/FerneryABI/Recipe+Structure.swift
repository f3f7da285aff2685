internal import CFernery
internal import FractalCore
internal import IPMix

extension Recipe {
  /// The bytes of `fernery_recipe` before it had `patch_side`.
  static let smallestStructure = MemoryLayout<fernery_recipe>.offset(of: \.patch_side)!

  /// A caller's recipe: enumerations and counts are checked here, ranges by ``Recipe/validate()``.
  init(_ recipe: fernery_recipe) throws(ABIError) {
    self.init(
      name: try Self.text(recipe.name),
      framework: try choice(recipe.framework, Framework.numbered, "framework"),
      chains: try number(recipe.chains, in: 0...65_535, "chains"),
      depth: Depth(
        least: try number(recipe.least_depth, in: 0...65_535, "least_depth"),
        most: try number(recipe.most_depth, in: 0...65_535, "most_depth")),
      concentration: recipe.concentration,
      levels: Levels(
        image: try number(recipe.image_level, in: 0...1, "image_level") == 1,
        patch: try number(recipe.patch_level, in: 0...1, "patch_level") == 1),
      imageOperations: ImageOperations(
        severity: recipe.image_severity,
        enabled: try Self.list(recipe.image_operations, count: recipe.image_operation_count, "image_operation") {
          (value: UInt8) throws(ABIError) in
          try choice(value, ImageOperationKind.numbered, "image_operations")
        },
        autocontrastCutoff: try choice(recipe.autocontrast_cutoff, [.level, .zero], "autocontrast_cutoff")),
      mixingOperations: MixingOperations(
        blendSeverity: recipe.blend_severity,
        enabled: try Self.list(recipe.mixing_operations, count: recipe.mixing_operation_count, "mixing_operation") {
          (value: UInt8) throws(ABIError) in
          try choice(value, MixingOperationKind.numbered, "mixing_operations")
        },
        overflow: try choice(recipe.overflow, [.clip, .wrap], "overflow")),
      patches: Patches(
        sizes: try Self.list(recipe.patch_sizes, count: recipe.patch_size_count, "patch_size") {
          (value: UInt32) throws(ABIError) in try number(value, in: 0...65_535, "patch_sizes")
        },
        side: try number(recipe.patch_side, in: 0...65_535, "patch_side"),
        shape: try choice(
          recipe.patch_shape, [.square, .scar, .squareOrScar, .squareOrBox, .whole], "patch_shape"),
        source: try choice(recipe.patch_source, [.fractalOnly, .fractalOrCopy], "patch_source")),
      mixingPicture: MixingPictures(
        enlargement: try choice(recipe.enlargement, [.automatic, .nineEighths, .eightSevenths], "enlargement"),
        sharedByViews: try number(recipe.shared_by_views, in: 0...1, "shared_by_views") == 1),
      normalization: Normalization(
        mean: try Self.list(recipe.mean, count: recipe.normalization_count, "normalization") { (value: Float) in value
        },
        standardDeviation: try Self.list(
          recipe.standard_deviation, count: recipe.normalization_count, "normalization"
        ) { (value: Float) in value }))
  }

  /// The first `count` elements of a C array, which comes as a tuple.
  private static func list<Tuple: BitwiseCopyable, Element: BitwiseCopyable, Result>(
    _ tuple: Tuple, count: UInt32, _ name: String, _ convert: (Element) throws(ABIError) -> Result
  ) throws(ABIError) -> [Result] {
    let capacity = MemoryLayout<Tuple>.size / MemoryLayout<Element>.size
    let count = try number(count, in: 0...capacity, "\(name)_count")
    var results: [Result] = []
    for element in elements(of: tuple, count: count) as [Element] { results.append(try convert(element)) }
    return results
  }

  private static func text<Tuple: BitwiseCopyable>(_ tuple: Tuple) throws(ABIError) -> String {
    let bytes = withUnsafeBytes(of: tuple) { Array($0.prefix { $0 != 0 }) }
    guard bytes.count < MemoryLayout<Tuple>.size, let text = String(validating: bytes, as: UTF8.self) else {
      throw ABIError(.invalidArgument, "the recipe's `name` must be UTF-8 and end with a zero byte")
    }
    return text
  }
}

extension ImageOperationKind {
  /// The operations by their number in fernery.h.
  static let numbered: [ImageOperationKind] = [
    .equalize, .posterize, .rotate, .solarize, .shearX, .shearY, .translateX, .translateY, .mirror, .invert,
    .autocontrast, .color, .contrast, .brightness, .sharpness,
  ]
}

extension MixingOperationKind {
  /// The operations by their number in fernery.h.
  static let numbered: [MixingOperationKind] = [.add, .multiply, .randomPixels, .randomElements]
}
