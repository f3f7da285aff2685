public import IPMix

/// The recipes in Presets/mixing, whose files tell each value.
extension Recipe {
  /// IPMix as the paper's text has it, for pictures of 32 px.
  public static let paperCIFAR = builtIn("paper-cifar")
  /// IPMix as the paper's text has it, for larger pictures.
  public static let paperImageNet = builtIn("paper-imagenet")
  /// IPMix as the authors' program computes it, for pictures of 32 px.
  public static let referenceCIFAR = builtIn("reference-cifar")
  /// IPMix as the authors' program computes it, for larger pictures.
  public static let referenceImageNet = builtIn("reference-imagenet")
  /// AugMix (arXiv 1912.02781) for pictures of 32 px; mixes no fractals.
  public static let augMix = builtIn("augmix")
  /// AugMix (arXiv 1912.02781) for larger pictures; mixes no fractals.
  public static let augMixImageNet = builtIn("augmix-imagenet")
  /// PixMix (arXiv 2112.05135) for pictures of 32 px.
  public static let pixMix = builtIn("pixmix")
  /// PixMix (arXiv 2112.05135) for larger pictures.
  public static let pixMixImageNet = builtIn("pixmix-imagenet")

  private static func builtIn(_ name: String) -> Recipe {
    do { return try PresetLibrary.mixing(name) } catch { preconditionFailure("\(error)") }
  }
}
