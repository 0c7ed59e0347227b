// swift-tools-version: 6.2
import PackageDescription

// A client of its own, tested with Tapedeck from outside: as any package does it, but for the path in the place of a URL.
let package = Package(
    name: "swift-client",
    platforms: [.macOS(.v15)],
    products: [.library(name: "ConnectionsClient", targets: ["ConnectionsClient"])],
    dependencies: [
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        // Of a package of yours: .package(url: "https://github.com/OWNER/tapedeck", from: "0.1.0", traits: []),
        .package(name: "tapedeck", path: "../..", traits: []),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
    ],
    targets: [
        .target(
            name: "ConnectionsClient",
            dependencies: [
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
            ]),
        .testTarget(
            name: "ConnectionsClientTests",
            dependencies: [
                "ConnectionsClient", .product(name: "TapedeckTesting", package: "tapedeck"),
                .product(name: "Subprocess", package: "swift-subprocess"),
            ]),
    ],
    swiftLanguageModes: [.v6]
)
