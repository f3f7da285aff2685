internal import CanonicalData
public import FractalCore

extension Recipe {
  /// Reads a recipe from JSON, whose keys are those of a preset's YAML.
  ///
  /// - Throws: `invalidRecipe`; the message names the key and what it must be.
  public init(json: [UInt8]) throws(IPMixError) {
    do throws(Fault) {
      try self.init(json: parsed(json, longest: 64 << 10))
    } catch {
      throw IPMixError(.invalidRecipe, "the recipe cannot be read: \(error)")
    }
  }

  /// The recipe as canonical JSON (RFC 8785).
  ///
  /// - Throws: an error of ``validate()``.
  public func json() throws(IPMixError) -> [UInt8] {
    do throws(Fault) { return try printed(jsonValue()) } catch { throw refusal(error) }
  }

  /// Throws unless every value lies in its documented range; the message names the key and the range.
  public func validate() throws(IPMixError) {
    do throws(Fault) { try check() } catch { throw refusal(error) }
  }

  private func refusal(_ fault: Fault) -> IPMixError {
    IPMixError(.invalidRecipe, "recipe `\(name)`: \(fault)")
  }
}

extension MixingPlan {
  /// The longest text that is read: a mask of the largest picture, place by place, is 3 MiB of it.
  public static let longestJSON = 256 << 20

  /// Reads a plan from JSON (Store/PLANS.md).
  ///
  /// - Throws: `invalidPlan`; the message names the key from the top, such as `chains[0].steps[2].degrees`.
  public init(json: [UInt8]) throws(IPMixError) {
    do throws(Fault) {
      try self.init(json: parsed(json, longest: Self.longestJSON))
    } catch {
      throw IPMixError(.invalidPlan, "the plan cannot be read: \(error)")
    }
  }

  /// The plan as JSON: canonical (RFC 8785) but for an index above 2^53, which keeps all its digits.
  ///
  /// - Throws: an error of ``validate()``.
  public func json() throws(IPMixError) -> [UInt8] {
    do throws(Fault) { return try printed(jsonValue()) } catch { throw refusal(error) }
  }

  /// Throws unless the plan can be applied: every value in its range, patches and crop within their pictures.
  ///
  /// Plans come from files too, so nothing about them is taken for granted.
  public func validate() throws(IPMixError) {
    guard imageShape.isMixable else {
      throw IPMixError(.wrongShape, "pictures of \(imageShape) cannot be mixed: \(PixelShape.mixableRule)")
    }
    do throws(Fault) { try check() } catch { throw refusal(error) }
  }

  private func refusal(_ fault: Fault) -> IPMixError {
    IPMixError(.invalidPlan, "the plan of sample \(index), view \(view) cannot be applied: \(fault)")
  }
}

private func parsed(_ bytes: [UInt8], longest: Int) throws(Fault) -> JSONValue {
  guard bytes.count <= longest else { throw Fault(rule: "has more than \(longest >> 10) KiB") }
  do throws(JSONParser.Malformed) {
    return try JSONParser.parse(bytes, keepsIntegers: true)
  } catch {
    throw Fault(rule: "is no JSON from byte \(error.offset) on")
  }
}

private func printed(_ value: JSONValue) throws(Fault) -> [UInt8] {
  do throws(CanonicalJSON.NotFinite) {
    return try CanonicalJSON.encode(value)
  } catch {
    throw Fault(rule: "must have finite numbers")
  }
}
