public import FractalCore
internal import StoreReader
internal import SystemIO

/// The kinds of error with a pack.
public enum PackErrorCode: String, ErrorCode, CaseIterable {
  /// The location names something other than a pack.
  case notAPack
  /// A file or stream ends before its content does.
  case truncated
  /// Bytes do not have the digest that the manifest names, or the manifest not its own.
  case damaged
  /// Something has a form that no pack may have: a name, a link, a size, a header.
  case malformed
  /// A picture or record is not what the manifest says.
  case wrongContent
  /// The pack is of a major version that this program does not read.
  case newerVersion
  /// The pack has no signature, and one is needed.
  case unsigned
  /// The signature does not fit the manifest.
  case wrongSignature
  /// The signature was made with another key than the trusted one.
  case otherKey
  /// The pack is older than one that was trusted already.
  case rollback
  /// The grown or unpacked store has another root than the pack names.
  case otherRoot
  /// The pack is of another kind than what is asked for.
  case wrongKind
  /// A store cannot be packed in the way that is asked for.
  case cannotPack
  /// A text of the description cannot stand in a manifest.
  case invalidDescription
  /// A key file is none, or damaged.
  case badKey
  /// The password does not open the key.
  case wrongPassword
  /// Something stands where the output should be made.
  case alreadyExists
  /// The output cannot be made where it should be.
  case cannotCreate
  /// There is no such file or folder.
  case notFound
  /// Permissions forbid reading or writing.
  case permissionDenied
  /// The disk is full.
  case noSpace
  /// Reading or writing failed.
  case inputOutput
  /// The web server cannot be reached, or went away.
  case network
  /// The monitor cancelled while a web server was waited for.
  case cancelled

  public var category: ErrorCategory {
    switch self {
    case .notAPack, .truncated, .damaged, .malformed, .wrongContent, .unsigned, .wrongSignature, .otherKey, .rollback,
      .otherRoot, .badKey:
      .invalidData
    case .newerVersion: .unavailable
    case .wrongKind, .cannotPack, .invalidDescription: .usage
    case .alreadyExists, .cannotCreate: .cannotCreate
    case .notFound: .notFound
    case .permissionDenied, .wrongPassword: .permission
    case .noSpace, .inputOutput: .inputOutput
    case .network, .cancelled: .temporary
    }
  }

  /// Whether the pack itself is at fault: what was staged of it is of no use.
  ///
  /// A damaged file may have been damaged on its way, and what came before it was proven by digests of its own.
  var blamesPack: Bool {
    switch self {
    case .notAPack, .malformed, .wrongContent, .newerVersion, .unsigned, .wrongSignature, .otherKey,
      .rollback, .otherRoot, .wrongKind:
      true
    default: false
    }
  }
}

extension PackErrorCode: ReadingErrorCode, WritingErrorCode {}

/// The error of FractalPack; what is wrong with a store comes as StoreReader's or StoreWriter's.
public typealias PackError = ModuleError<PackErrorCode>
