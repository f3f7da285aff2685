import StoreWriter
import Testing

@Suite struct SPDXExpressionTests {
  @Test(arguments: [
    "CC0-1.0", "CC-BY-4.0", "GPL-2.0+", "LicenseRef-ours", "DocumentRef-a:LicenseRef-b", "(MIT)",
    "CC-BY-4.0 AND (MIT OR CC0-1.0)", "GPL-2.0-only WITH Classpath-exception-2.0",
  ])
  func expressionsOfTheListAreTaken(_ text: String) { #expect(SPDXExpression.problem(in: text) == nil) }

  @Test(arguments: [
    ("foo", "LicenseRef-NAME"), ("cc0-1.0", "is `CC0-1.0` meant?"), ("CC-BY-40", "is `CC-BY-4.0` meant?"),
    ("MIT OR foo", "`foo`"), ("MIT MIT", "AND or OR"), ("MIT AND", "missing"), ("(MIT", "`)` is missing"),
    ("MIT)", "`)`"), ("MIT WITH", "exception"), ("MIT WITH MIT", "no exception"), ("LicenseRef-", "no licence"),
    ("", "1 to 200"), ("MIT\n", "1 to 200"), ("NONE", "no licence"),
    (String(repeating: "(", count: 199), "missing"),
  ])
  func whatIsNoneIsTold(_ text: String, _ words: String) throws {
    let problem = try #require(SPDXExpression.problem(in: text))
    #expect(problem.contains(words), "\(problem)")
  }
}
