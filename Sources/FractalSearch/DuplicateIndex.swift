internal import CKernels
internal import FractalCore

/// The forms of what was chosen, to which a candidate may be near.
struct DuplicateIndex {
  /// For each image of a form, from which of its places each byte comes; shapes change alone, so that textures tell beforehand
  /// what cannot be near.
  private let images: [[Int]]
  private let instructionSet: InstructionSet
  private var forms: [UInt8] = []
  private var count = 0

  /// No forms yet.
  init(images: [[Int]], instructionSet: InstructionSet) {
    self.images = images
    self.instructionSet = instructionSet
  }

  /// Takes a form in and returns its distance to the nearest one before, 0 if there is none; nil, and nothing is taken, if it is a
  /// duplicate: if one of its images is as near as `least` to a form.
  mutating func add(_ form: [UInt8], least: Double) -> Double? {
    // Whole squares of distances, so that rounding decides nothing.
    guard !hasDuplicate(of: form, within: UInt32(least * least)) else { return nil }
    let nearest = count == 0 ? 0 : instructionSet.kernels.pointee.crowding.nearest(forms, count, form)
    forms += form
    count += 1
    return Double(nearest).squareRoot()
  }

  private func hasDuplicate(of form: [UInt8], within duplicate: UInt32) -> Bool {
    let kernels = instructionSet.kernels
    var found: [[UInt8]]?
    return forms.withUnsafeBufferPointer { forms in
      var place = kernels.pointee.crowding.first_like_texture(forms.baseAddress, 0, count, form, duplicate)
      while place < count {
        let looks = found ?? images.map { image in image.map { form[$0] } }
        found = looks
        let other = forms.baseAddress.map { $0 + place * Embedding.formCount }
        if looks.contains(where: { kernels.pointee.crowding.nearest(other, 1, $0) <= duplicate }) { return true }
        place = kernels.pointee.crowding.first_like_texture(forms.baseAddress, place + 1, count, form, duplicate)
      }
      return false
    }
  }
}
