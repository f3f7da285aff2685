// swift-tools-version: 6.3
import PackageDescription

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

let package = Package(
  name: "fernery",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "fernery", targets: ["fernery"]),
    .library(name: "Fernery", targets: ["Fernery"]),
    .library(name: "FerneryC", type: .dynamic, targets: ["FerneryABI"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"),
  ],
  targets: [
    // MARK: - System libraries and C
    .systemLibrary(name: "CLibcrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"]), .brew(["openssl"])]),
    .systemLibrary(name: "CLMDB", pkgConfig: "lmdb", providers: [.apt(["liblmdb-dev"]), .brew(["lmdb"])]),
    .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"]), .brew(["libpng"])]),
    .systemLibrary(
      name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"]), .brew(["libsodium"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .target(name: "CPNGShim", dependencies: ["CPNG"]),
    .target(name: "CWeb", linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]),
    .target(name: "CKernels"),
    .target(name: "CSystem"),

    // MARK: - Ground: the system, numbers, forms of data
    .target(name: "CLibrary", swiftSettings: strict),
    .target(name: "SystemIO", dependencies: ["CLibrary", "CSystem"], swiftSettings: strict),
    .target(name: "FractalCore", dependencies: ["CKernels", "SystemIO"], swiftSettings: strict),
    .target(name: "CanonicalData", dependencies: ["CKernels", "FractalCore"], swiftSettings: strict),

    // MARK: - Growing: systems, pictures
    .target(name: "IFS", dependencies: ["FractalCore"], swiftSettings: strict),
    .target(name: "FractalRendering", dependencies: ["CKernels", "FractalCore", "IFS"], swiftSettings: strict),

    // MARK: - Training time: reading and mixing
    .target(
      name: "StoreReader", dependencies: ["CLMDB", "CanonicalData", "FractalCore", "SystemIO"], swiftSettings: strict),
    .target(
      name: "IPMix", dependencies: ["CKernels", "CanonicalData", "FractalCore", "SystemIO"], swiftSettings: strict),
    .target(name: "CFernery"),
    .target(
      name: "FerneryABI", dependencies: ["CFernery", "FractalCore", "IPMix", "StoreReader"],
      swiftSettings: strict),

    // MARK: - Keeping: files, search, stores
    .target(name: "FractalImageIO", dependencies: ["CPNGShim", "FractalCore", "SystemIO"], swiftSettings: strict),
    .target(name: "ContentHashing", dependencies: ["CLibcrypto", "FractalCore"], swiftSettings: strict),
    .target(
      name: "FractalSearch",
      dependencies: [
        "CKernels", "CanonicalData", "ContentHashing", "FractalCore", "FractalRendering", "IFS", "SystemIO",
      ],
      swiftSettings: strict),
    .target(
      name: "StoreWriter",
      dependencies: [
        "CanonicalData", "ContentHashing", "FractalCore", "FractalImageIO", "FractalRendering", "FractalSearch", "IFS",
        "StoreReader", "SystemIO",
      ],
      swiftSettings: strict),

    // MARK: - Handing over: packs
    .target(
      name: "FractalPack",
      dependencies: [
        "CSodium", "CWeb", "CZlib", "CanonicalData", "ContentHashing", "FractalCore", "FractalImageIO",
        "FractalRendering", "FractalSearch", "StoreReader", "StoreWriter", "SystemIO",
      ],
      swiftSettings: strict),

    // MARK: - Presets and the command line
    .target(
      name: "PresetFiles", path: "Presets",
      resources: [.embedInCode("generation"), .embedInCode("mixing"), .embedInCode("systems")],
      swiftSettings: strict),
    .target(
      name: "Presets",
      dependencies: [
        "CanonicalData", "FractalCore", "FractalRendering", "FractalSearch", "IFS", "IPMix", "PresetFiles",
        "StoreReader", "StoreWriter", "SystemIO", "Yams",
      ],
      swiftSettings: strict),
    .target(
      name: "Fernery",
      dependencies: [
        "FractalCore", "FractalImageIO", "FractalPack", "FractalRendering", "FractalSearch", "IFS", "IPMix", "Presets",
        "StoreReader", "StoreWriter",
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "fernery",
      dependencies: [
        "CanonicalData", "Fernery", "FractalCore", "FractalImageIO", "FractalPack",
        "FractalRendering", "FractalSearch", "IFS", "IPMix", "Presets", "StoreReader", "StoreWriter", "SystemIO",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),

    // MARK: - Tests
    .target(name: "TestSupport", dependencies: ["FractalCore"], path: "Tests/TestSupport", swiftSettings: strict),
    .target(name: "CForkTesting", path: "Tests/CForkTesting"),
    .target(
      name: "StoreTestSupport",
      dependencies: [
        "CForkTesting", "ContentHashing", "FractalCore", "FractalSearch", "StoreReader", "StoreWriter", "TestSupport",
      ],
      path: "Tests/StoreTestSupport", swiftSettings: strict),
    .executableTarget(
      name: "ipmix-probe", dependencies: ["CanonicalData", "FractalCore", "IPMix"], path: "Tests/IPMixProbe",
      swiftSettings: strict),
    .target(name: "CAllocationCounter", path: "Tests/CAllocationCounter"),
    .executableTarget(
      name: "ipmix-allocations", dependencies: ["CAllocationCounter", "FractalCore", "IPMix"],
      path: "Tests/AllocationProbe", swiftSettings: strict),
    .executableTarget(
      name: "store-fork-probe", dependencies: ["CForkTesting", "FractalCore", "StoreReader", "SystemIO"],
      path: "Tests/StoreForkProbe",
      swiftSettings: strict),
    .executableTarget(
      name: "store-worker", dependencies: ["FractalCore", "StoreReader", "StoreTestSupport", "StoreWriter"],
      path: "Tests/StoreWorker", swiftSettings: strict),
    .testTarget(
      name: "FractalCoreTests", dependencies: ["CSystem", "FractalCore", "SystemIO", "TestSupport"],
      swiftSettings: strict),
    .testTarget(name: "IFSTests", dependencies: ["FractalCore", "IFS"], swiftSettings: strict),
    .testTarget(
      name: "FractalRenderingTests",
      dependencies: ["FractalCore", "FractalRendering", "IFS", "Presets", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "StoreReaderTests",
      dependencies: [
        "CanonicalData", "FractalCore", "StoreReader", "StoreTestSupport", "StoreWriter", "SystemIO", "TestSupport",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "IPMixTests", dependencies: ["FractalCore", "IPMix", "TestSupport", "ipmix-allocations"],
      swiftSettings: strict),
    .testTarget(
      name: "FerneryABITests", dependencies: ["CFernery", "FerneryABI", "FractalCore", "StoreReader", "SystemIO"],
      swiftSettings: strict),
    .testTarget(
      name: "FractalImageIOTests", dependencies: ["FractalCore", "FractalImageIO", "TestSupport"], swiftSettings: strict
    ),
    .testTarget(
      name: "FractalSearchTests",
      dependencies: ["FractalCore", "FractalRendering", "FractalSearch", "IFS", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "StoreWriterTests",
      dependencies: [
        "CanonicalData", "ContentHashing", "FractalCore", "FractalImageIO", "FractalRendering", "FractalSearch", "IFS",
        "StoreReader", "StoreTestSupport", "StoreWriter", "SystemIO", "TestSupport",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "FractalPackTests",
      dependencies: [
        "CZlib", "CanonicalData", "ContentHashing", "FractalCore", "FractalImageIO", "FractalPack", "StoreReader",
        "StoreTestSupport", "StoreWriter", "SystemIO", "TestSupport",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "PresetsTests",
      dependencies: ["FractalCore", "FractalRendering", "FractalSearch", "IFS", "IPMix", "Presets", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "FerneryModuleTests", dependencies: ["Fernery", "StoreTestSupport", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "FerneryTests",
      dependencies: [
        "FractalCore", "FractalPack", "StoreReader", "TestSupport", "fernery",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c11
)
