// The names are those of fernery.h.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

internal import CFernery
internal import FractalCore

@c @implementation
public func fernery_abi() -> UInt32 { UInt32(FERNERY_ABI) }

@c @implementation
public func fernery_version() -> UnsafePointer<CChar>? { Preparation.isDone ? versionText : nil }

/// The version as a C text that lives as long as the process.
nonisolated(unsafe) let versionText: UnsafePointer<CChar> = {
  let bytes = FerneryVersion.text.utf8CString
  let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
  _ = UnsafeMutableBufferPointer(start: copy, count: bytes.count).initialize(from: bytes)
  return UnsafePointer(copy)
}()
