// swift-tools-version: 6.3
import PackageDescription

// Measures what the package at the repository's top computes; run it by Tools/bench. A package of its own, so that
// neither the product's build nor its tests know of it.
let package = Package(
  name: "fernery-benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "fernery", path: "../.."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
  ],
  targets: [
    .target(name: "CProcessors"),
    .executableTarget(
      name: "fernery-bench",
      dependencies: [
        "CProcessors",
        .product(name: "Fernery", package: "fernery"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .treatAllWarnings(as: .error),
      ]),
  ],
  swiftLanguageModes: [.v6]
)
