/// The order of the values of a float32 result.
public enum TensorLayout: String, Sendable, Hashable, Codable, CaseIterable {
  /// Channel by channel (CHW), as PyTorch takes them.
  case planar
  /// Pixel by pixel (HWC), channels last.
  case interleaved
}
