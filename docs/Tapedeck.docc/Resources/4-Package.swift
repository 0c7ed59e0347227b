// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "my-client",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(url: "https://github.com/OWNER/tapedeck", from: "0.1.0", traits: []),
    ],
    targets: [
        .target(name: "MyClient"),
        .testTarget(name: "MyClientTests", dependencies: ["MyClient", .product(name: "TapedeckTesting", package: "tapedeck")]),
    ]
)
