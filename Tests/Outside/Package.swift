// swift-tools-version: 6.2
import PackageDescription

// Tapedeck as other packages see it: each test target depends on one product alone, and uses it.
// `scripts/test-outside` runs it.
let products = [
    "JSONText",
    "ExchangeModel",
    "AWSWire",
    "AWSSigning",
    "JMESPath",
    "CassetteFormat",
    "Playback",
    "HTTPFront",
    "Simulation",
    "Verification",
    "Testing",
]

let package = Package(
    name: "outside",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "tapedeck", path: "../..")],
    targets: products.map { name in
        .testTarget(
            name: "Uses\(name)",
            dependencies: [
                .product(name: name == "Testing" ? "TapedeckTesting" : "Tapedeck\(name)", package: "tapedeck")
            ],
            swiftSettings: [.enableUpcomingFeature("MemberImportVisibility")])
    },
    swiftLanguageModes: [.v6]
)
