/// The preset files of this folder, embedded in the program.
///
/// A file is named here once it stands in its folder; a test compares both.
public enum PresetFiles {
  /// Sets to generate, smallest first.
  public static let generation: [(name: String, text: [UInt8])] = [
    ("demo", PackageResources.demo_yaml),
    ("cifar", PackageResources.cifar_yaml),
    ("ipmix", PackageResources.ipmix_yaml),
  ]

  /// Ways of mixing.
  public static let mixing: [(name: String, text: [UInt8])] = [
    ("paper-cifar", PackageResources.paper_cifar_yaml),
    ("paper-imagenet", PackageResources.paper_imagenet_yaml),
    ("reference-cifar", PackageResources.reference_cifar_yaml),
    ("reference-imagenet", PackageResources.reference_imagenet_yaml),
  ]

  /// Named classics.
  public static let systems: [(name: String, text: [UInt8])] = [
    ("barnsley-fern", PackageResources.barnsley_fern_yaml)
  ]
}
