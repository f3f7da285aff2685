import FractalCore
import Testing

@testable import fernery

@Suite struct TrustFolderTests {
  private func folder(_ environment: [String: String], given: String? = nil, home: String? = nil) throws -> String {
    try TrustFolder.path(given, environment: environment, home: { home })
  }

  @Test func theNearestWordCounts() throws {
    let all = ["FERNERY_CONFIG_HOME": "f", "XDG_CONFIG_HOME": "/x", "HOME": "/h"]
    #expect(try folder(all, given: "g", home: "/p") == "g")
    #expect(try folder(all, given: "", home: "/p") == "f")
    #expect(try folder(["XDG_CONFIG_HOME": "/x", "HOME": "/h"]) == "/x/fernery")
    #expect(try folder(["XDG_CONFIG_HOME": "relative", "HOME": "/h"]) == "/h/.config/fernery")
  }

  @Test(arguments: [[:], ["HOME": ""], ["HOME": "relative", "XDG_CONFIG_HOME": ""]])
  func withoutHomeTheListOfUsersCountsAndWithoutThatNothingIsForgotten(environment: [String: String]) throws {
    #expect(try folder(environment, home: "/p") == "/p/.config/fernery")
    for home in [nil, "", "relative"] {
      let error = #expect(throws: CommandError.self) { try folder(environment, home: home) }
      #expect(error?.code == .unconfigured && error?.message.contains("--trust-folder") == true)
    }
  }
}
