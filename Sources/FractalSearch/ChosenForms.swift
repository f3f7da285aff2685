internal import CKernels
internal import FractalCore

/// The forms of what was chosen, to which a candidate may be near.
struct ChosenForms {
  /// For each image of a form, from which of its places each byte comes; shapes change alone, so that textures tell beforehand
  /// what cannot be near.
  private let images: [[Int]]
  /// Whole squares of distances, so that rounding decides nothing.
  private let duplicate: UInt32
  private let level: ck_level
  private var forms: [UInt8] = []
  private var count = 0

  /// No forms yet; what has an image as near as `least` to one of them will be its duplicate.
  init(images: [[Int]], least: Double, instructionSet: InstructionSet) {
    self.images = images
    duplicate = UInt32(least * least)
    level = instructionSet.kernel
  }

  /// Takes a form in and returns its distance to the nearest one before, 0 if there is none; nil, and nothing is taken, if it is a
  /// duplicate.
  mutating func add(_ form: [UInt8]) -> Double? {
    guard !hasDuplicate(of: form) else { return nil }
    let nearest = count == 0 ? 0 : ck_nearest(level, forms, count, form)
    forms += form
    count += 1
    return Double(nearest).squareRoot()
  }

  private func hasDuplicate(of form: [UInt8]) -> Bool {
    var found: [[UInt8]]?
    return forms.withUnsafeBufferPointer { forms in
      var place = ck_like_texture(level, forms.baseAddress, 0, count, form, duplicate)
      while place < count {
        let looks = found ?? images.map { image in image.map { form[$0] } }
        found = looks
        let other = forms.baseAddress.map { $0 + place * Embedding.formCount }
        if looks.contains(where: { ck_nearest(level, other, 1, $0) <= duplicate }) { return true }
        place = ck_like_texture(level, forms.baseAddress, place + 1, count, form, duplicate)
      }
      return false
    }
  }
}
