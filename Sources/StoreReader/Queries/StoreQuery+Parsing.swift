public import FractalCore

extension StoreQuery {
  private enum Token: Equatable {
    case word(String)
    case quoted(String)
    case comparison(Comparison)

    var text: String {
      switch self {
      case .word(let text): text
      case .quoted(let text): "\"\(text)\""
      case .comparison(let comparison): comparison.rawValue
      }
    }
  }

  /// Reads a query; see ``StoreQuery`` for the grammar.
  ///
  /// - Throws: ``StoreError`` with `invalidQuery`, which names what was expected and where.
  public init(parsing text: String) throws(StoreError) {
    var tokens = try Self.tokens(text)[...]
    var conditions: [Condition] = []
    repeat {
      let attribute = try Self.operand(&tokens, "an attribute", in: text)
      guard case .comparison(let comparison)? = tokens.popFirst() else {
        throw Self.failure("after '\(attribute)' one of = < <= > >= is expected", in: text)
      }
      let value = try Self.operand(&tokens, "a value after '\(attribute)\(comparison.rawValue)'", in: text)
      conditions.append(Condition(attribute, comparison, value))
      guard let next = tokens.popFirst() else { break }
      guard case .word(let word) = next, word.lowercased() == "and" else {
        throw Self.failure("'and' is expected before '\(next.text)'", in: text)
      }
    } while true
    self.init(conditions)
  }

  private static func operand(
    _ tokens: inout ArraySlice<Token>, _ expected: String, in text: String
  ) throws(StoreError) -> String {
    switch tokens.popFirst() {
    case .word(let word): return word
    case .quoted(let quoted): return quoted
    case .comparison(let comparison):
      throw failure("\(expected) is expected where '\(comparison.rawValue)' stands", in: text)
    case nil: throw failure("\(expected) is missing at the end", in: text)
    }
  }

  private static func tokens(_ text: String) throws(StoreError) -> [Token] {
    var tokens: [Token] = []
    var rest = text[...]
    while let first = rest.first {
      if first.isWhitespace {
        rest.removeFirst()
      } else if first == "\"" || first == "'" {
        rest.removeFirst()
        guard let end = rest.firstIndex(of: first) else { throw failure("a quote is not closed", in: text) }
        tokens.append(.quoted(String(rest[..<end])))
        rest = rest[rest.index(after: end)...]
      } else if isComparison(first) {
        let run = rest.prefix(while: isComparison)
        guard let comparison = Comparison(rawValue: String(run)) else {
          throw failure("'\(run)' is none of = < <= > >=", in: text)
        }
        tokens.append(.comparison(comparison))
        rest = rest[run.endIndex...]
      } else {
        let run = rest.prefix { !$0.isWhitespace && !isComparison($0) && $0 != "\"" && $0 != "'" }
        tokens.append(.word(String(run)))
        rest = rest[run.endIndex...]
      }
    }
    return tokens
  }

  private static func isComparison(_ character: Character) -> Bool {
    character == "=" || character == "<" || character == ">" || character == "!"
  }

  private static func failure(_ what: String, in text: String) -> StoreError {
    StoreError(.invalidQuery, "the query '\(text)' cannot be understood: \(what); as in \"fill>0.3 and family=affine\"")
  }
}
