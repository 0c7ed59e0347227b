// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

// Programs that measure and compare stand outside the package that people depend on. TAPEDECK_PACKAGE names another
// copy of that package, for whoever builds a part of it only.
let tapedeck = Context.environment["TAPEDECK_PACKAGE"] ?? ".."

let jmespath: [Target.Dependency] = [
    .product(name: "TapedeckJMESPath", package: "tapedeck"), .product(name: "TapedeckJSONText", package: "tapedeck"),
]

let playback: [Target.Dependency] = [
    .product(name: "TapedeckPlayback", package: "tapedeck"),
    .product(name: "TapedeckCassetteFormat", package: "tapedeck"),
    .product(name: "TapedeckExchangeModel", package: "tapedeck"),
]

let package = Package(
    name: "tapedeck-benchmarks",
    dependencies: [.package(name: "tapedeck", path: tapedeck, traits: [])],
    targets: [
        .executableTarget(name: "jmespath-run", dependencies: jmespath, swiftSettings: settings),
        .executableTarget(name: "jmespath-bench", dependencies: jmespath, swiftSettings: settings),
        .executableTarget(name: "playback-run", dependencies: playback, swiftSettings: settings),
        .testTarget(
            name: "TraitCost", dependencies: [.product(name: "TapedeckTesting", package: "tapedeck")],
            swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6]
)
