import Foundation
import FractalCore
import StoreReader
import SystemIO
import Testing

@testable import FractalPack

@Suite struct PackErrorTests {
  @Test(arguments: [(EBUSY, "mounted volume"), (EXDEV, "mounted volume"), (ENOENT, "does not exist")])
  func aPlaceWhereNothingCanBePutIsNoFullDisk(_ code: Int32, _ words: String) {
    let error = PackError(SystemFailure(code: code), writing: "p")
    #expect(error.code == .cannotCreate && error.message.contains(words) && !error.message.contains("full"))
  }

  @Test(arguments: [
    (ENOSPC, PackErrorCode.noSpace), (EIO, .inputOutput), (EACCES, .permissionDenied), (EROFS, .permissionDenied),
  ])
  func whatTheSystemRefusesHasItsCode(_ code: Int32, _ expected: PackErrorCode) {
    #expect(PackError(SystemFailure(code: code), writing: "p").code == expected)
  }

  @Test func aPipeIsToldAsOne() {
    #expect(PackError(SystemFailure.notRegular, reading: "p").message.contains("pipe or a device"))
  }
}
