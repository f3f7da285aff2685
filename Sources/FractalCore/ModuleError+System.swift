package import SystemIO

extension SystemFailure {
  /// The failure as the cause of a module's error.
  package var cause: UnderlyingCause { UnderlyingCause(domain: "errno", code: code, text: text) }

  /// Whether a message in words says all that the system's own text would.
  fileprivate var isSelfEvident: Bool { isMissing || isFolder || isNotRegular }
}

/// The codes of a module that reads files.
package protocol ReadingErrorCode: ErrorCode {
  /// A file or folder does not exist.
  static var notFound: Self { get }
  /// Permissions forbid it.
  static var permissionDenied: Self { get }
  /// The call failed for another reason.
  static var inputOutput: Self { get }
}

/// The codes of a module that writes files.
package protocol WritingErrorCode: ErrorCode {
  /// A file or folder cannot be made where it should be.
  static var cannotCreate: Self { get }
  /// The disk is full.
  static var noSpace: Self { get }
  /// Permissions forbid it.
  static var permissionDenied: Self { get }
  /// The call failed for another reason.
  static var inputOutput: Self { get }
}

extension ModuleError where Code: ReadingErrorCode {
  /// The error for a failure of the operating system while reading `path`.
  package init(_ failure: SystemFailure, reading path: String, fileID: StaticString = #fileID, line: UInt = #line) {
    let (code, message): (Code, String) =
      if failure.isMissing {
        (.notFound, "there is no file or folder \(path): check the path")
      } else if failure.isPermission {
        (.permissionDenied, "\(path) may not be read: check its permissions")
      } else if failure.isFolder {
        (.inputOutput, "\(path) is a folder: give the path of a file")
      } else if failure.isNotRegular {
        (.inputOutput, "\(path) is a pipe or a device: give the path of a file")
      } else {
        (.inputOutput, "cannot read \(path)\(failure.advice.map { ": \($0)" } ?? "")")
      }
    self.init(code, message, cause: failure.isSelfEvident ? nil : failure.cause, fileID: fileID, line: line)
  }
}

extension ModuleError where Code: WritingErrorCode {
  /// The error for a failure of the operating system while writing `path`.
  package init(_ failure: SystemFailure, writing path: String, fileID: StaticString = #fileID, line: UInt = #line) {
    let (code, message): (Code, String) =
      if failure.isNoSpace {
        (.noSpace, "no space left to write \(path): free some and run the same command again")
      } else if failure.isPermission {
        (.permissionDenied, "\(path) may not be written: check the permissions of its folder")
      } else if failure.isMissing {
        (.cannotCreate, "cannot make \(path): its folder does not exist")
      } else if failure.isFolder {
        (.cannotCreate, "\(path) is a folder: give the path of a file")
      } else if failure.isTaken {
        (.cannotCreate, "cannot write \(path): a link, no plain file, or another user's file is in its place")
      } else if failure.isLinkLoop {
        (.permissionDenied, "cannot write \(path): it is a link that another user made, or links lead in a circle")
      } else if failure.isBusy || failure.isOnOtherVolume {
        (.cannotCreate, "cannot make \(path): a mounted volume is in its place: choose a path within one volume")
      } else {
        // LMDB reports a write that a full disk cut short as EIO, so that is named as well.
        (.inputOutput, "cannot write \(path): \(failure.advice ?? "the disk may be full or failing")")
      }
    self.init(code, message, cause: failure.isSelfEvident ? nil : failure.cause, fileID: fileID, line: line)
  }
}
