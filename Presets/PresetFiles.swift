/// The preset files of this folder, embedded in the program.
///
/// A file is named here once it stands in its folder; a test compares both.
public enum PresetFiles {
  /// Sets to generate: those for mixing, smallest first, then those of one kind.
  public static let generation: [(name: String, text: [UInt8])] = [
    ("demo", PackageResources.demo_yaml),
    ("cifar", PackageResources.cifar_yaml),
    ("ipmix", PackageResources.ipmix_yaml),
    ("flames", PackageResources.flames_yaml),
    ("fractaldb", PackageResources.fractaldb_yaml),
  ]

  /// Ways of mixing.
  public static let mixing: [(name: String, text: [UInt8])] = [
    ("paper-cifar", PackageResources.paper_cifar_yaml),
    ("paper-imagenet", PackageResources.paper_imagenet_yaml),
    ("reference-cifar", PackageResources.reference_cifar_yaml),
    ("reference-imagenet", PackageResources.reference_imagenet_yaml),
    ("augmix", PackageResources.augmix_yaml),
    ("augmix-imagenet", PackageResources.augmix_imagenet_yaml),
    ("pixmix", PackageResources.pixmix_yaml),
    ("pixmix-imagenet", PackageResources.pixmix_imagenet_yaml),
  ]

  /// Named classics.
  public static let systems: [(name: String, text: [UInt8])] = [
    ("barnsley-fern", PackageResources.barnsley_fern_yaml),
    ("cantor-dust", PackageResources.cantor_dust_yaml),
    ("crystal", PackageResources.crystal_yaml),
    ("gosper-island", PackageResources.gosper_island_yaml),
    ("heighway-dragon", PackageResources.heighway_dragon_yaml),
    ("koch-curve", PackageResources.koch_curve_yaml),
    ("koch-snowflake", PackageResources.koch_snowflake_yaml),
    ("levy-c-curve", PackageResources.levy_c_curve_yaml),
    ("maple-leaf", PackageResources.maple_leaf_yaml),
    ("pentaflake", PackageResources.pentaflake_yaml),
    ("sierpinski-carpet", PackageResources.sierpinski_carpet_yaml),
    ("sierpinski-triangle", PackageResources.sierpinski_triangle_yaml),
    ("spiral", PackageResources.spiral_yaml),
    ("terdragon", PackageResources.terdragon_yaml),
    ("tree", PackageResources.tree_yaml),
    ("twin-dragon", PackageResources.twin_dragon_yaml),
    ("vicsek", PackageResources.vicsek_yaml),
  ]
}
