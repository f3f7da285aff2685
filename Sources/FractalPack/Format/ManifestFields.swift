internal import CanonicalData
internal import FractalCore
internal import StoreWriter

/// The members of an object in the manifest, read strictly: what has not exactly the form that this program writes is
/// refused by its name.
struct ManifestFields {
  /// The fault of a malformed manifest.
  struct Contradiction: Error {
    /// The member, such as `store.seed`.
    var what: String

    init(_ what: String) { self.what = what }
  }

  private let value: JSONValue
  private let path: String

  /// - Parameter path: what stands before the names of members in errors.
  init(_ value: JSONValue, path: String = "") {
    (self.value, self.path) = (value, path)
  }

  /// Whether there is a member of this name.
  func has(_ name: String) -> Bool { value[name] != nil }

  /// A text of one line.
  func text(_ name: String, limit: Int = PackLimits.line) throws(Contradiction) -> String {
    guard let text = value[name]?.text, PackText.isPlain(text, limit: limit) else { throw wrong(name) }
    return text
  }

  /// A whole number.
  func whole(_ name: String, in range: ClosedRange<Int>) throws(Contradiction) -> Int {
    guard let number = value[name]?.whole, range.contains(number) else { throw wrong(name) }
    return number
  }

  /// A list of so many whole numbers.
  func wholes(_ name: String, count: Int) throws(Contradiction) -> [Int] {
    guard let elements = value[name]?.elements, elements.count == count else { throw wrong(name) }
    let numbers = elements.compactMap(\.whole)
    guard numbers.count == count else { throw wrong(name) }
    return numbers
  }

  /// A number of 64 bits as decimal digits, because JSON's numbers are exact to 2^53 alone.
  func digits(_ name: String) throws(Contradiction) -> UInt64 {
    guard let text = value[name]?.text, let number = UInt64(text), text == "\(number)" else { throw wrong(name) }
    return number
  }

  /// A digest of 64 lower-case hexadecimal digits.
  func digest(_ name: String) throws(Contradiction) -> SHA256Digest {
    guard let text = value[name]?.text, let digest = SHA256Digest(hex: text), text == digest.hex else {
      throw wrong(name)
    }
    return digest
  }

  /// An object.
  func fields(_ name: String) throws(Contradiction) -> ManifestFields {
    guard case .object? = value[name], let inner = value[name] else { throw wrong(name) }
    return ManifestFields(inner, path: "\(path)\(name).")
  }

  /// A list of objects.
  func list(_ name: String) throws(Contradiction) -> [ManifestFields] {
    guard let elements = value[name]?.elements else { throw wrong(name) }
    return elements.enumerated().map { ManifestFields($1, path: "\(path)\(name)[\($0)].") }
  }

  /// The error for a member.
  func wrong(_ name: String) -> Contradiction { Contradiction(path + name) }
}
