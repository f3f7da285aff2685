import Testing

@testable import fernery

@Suite struct ExportFolderTests {
  /// A store may come from anyone: a record's family must not lead out of the folder that is exported to.
  @Test(arguments: [
    ("affine", true), ("my-set_2.0", true), ("..", false), (".hidden", false), ("../up", false), ("a/b", false),
    ("/etc", false), ("", false), ("a b", false), ("a\n", false),
  ])
  func onlyPlainNamesBecomeFolders(family: String, isAllowed: Bool) {
    #expect(StoreExportCommand.isFolderName(family) == isAllowed)
  }
}
