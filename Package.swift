// swift-tools-version: 6.2
import PackageDescription

// The last one is for CI; a newer compiler's new warnings must not stop anybody else's build.
let settings: [SwiftSetting] =
    [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
    ] + (Context.environment["TAPEDECK_WARNINGS_AS_ERRORS"] == nil ? [] : [.treatAllWarnings(as: .error)])

// Every library module is its folder's name with `Tapedeck` in front: module names are unique over a whole package
// graph, and people depend on these beside other packages.
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioTLS = Target.Dependency.product(name: "NIOTLS", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")

// What only the programs need. A package that tests with TapedeckTesting alone says `traits: []`, and neither fetches nor
// builds any of it.
func tool(_ name: String, _ package: String) -> Target.Dependency {
    .product(name: name, package: package, condition: .when(traits: ["Programs"]))
}
let crypto = tool("Crypto", "swift-crypto")
let nioSSL = tool("NIOSSL", "swift-nio-ssl")
let x509 = tool("X509", "swift-certificates")
let swiftASN1 = tool("SwiftASN1", "swift-asn1")
let grdb = tool("GRDB", "GRDB.swift")
let yams = tool("Yams", "Yams")
// Tests record by a program, which they start.
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let argumentParser = tool("ArgumentParser", "swift-argument-parser")

func module(
    _ name: String, folder: String, _ dependencies: [Target.Dependency], also: [SwiftSetting] = []
) -> Target {
    .target(name: name, dependencies: dependencies, path: "Sources/\(folder)", swiftSettings: settings + also)
}
// What scripts/package builds says nowhere in which folder that was.
let isPackaged = Context.environment["TAPEDECK_COMMIT"] != nil

func tests(_ folder: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(
        name: folder, dependencies: dependencies, path: "Tests/\(folder)", exclude: exclude, swiftSettings: settings)
}

/// A library with the modules whose types stand in its signatures: to depend on one product is enough to use it.
func library(_ module: String, of others: [String]) -> Product {
    .library(name: module, targets: [module] + others)
}
let wireTypes = ["TapedeckAWSWire", "TapedeckExchangeModel", "TapedeckJSONText", "TapedeckWording"]
let deckTypes = [
    "TapedeckAWSWire", "TapedeckCassetteFormat", "TapedeckExchangeModel", "TapedeckJSONText", "TapedeckWording",
]

let package = Package(
    name: "tapedeck",
    // The oldest macOS with Swift's own Mutex and Atomic; Linux has no such floor.
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "tapedeck", targets: ["tapedeck"]),
        .executable(name: "apprunner", targets: ["apprunner"]),
        library("TapedeckTesting", of: deckTypes + ["TapedeckPlayback"]),
        library("TapedeckPlayback", of: deckTypes),
        library("TapedeckCassetteFormat", of: wireTypes),
        library("TapedeckHTTPFront", of: ["TapedeckExchangeModel", "TapedeckJSONText", "TapedeckWording"]),
        library("TapedeckSimulation", of: wireTypes + ["TapedeckConnectionService"]),
        library("TapedeckVerification", of: wireTypes + ["TapedeckCassetteFormat", "TapedeckContract"]),
        library("TapedeckAWSSigning", of: wireTypes),
        library("TapedeckAWSWire", of: ["TapedeckExchangeModel", "TapedeckJSONText", "TapedeckWording"]),
        library("TapedeckExchangeModel", of: ["TapedeckJSONText"]),
        library("TapedeckJMESPath", of: ["TapedeckJSONText"]),
        library("TapedeckJSONText", of: []),
    ],
    traits: [
        .default(enabledTraits: ["Programs"]),
        .trait(
            name: "Programs",
            description:
                "The programs tapedeck and apprunner, and every library but those that TapedeckTesting is made of."),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
        // swift-subprocess takes paths as SystemPackage's FilePath; it brings this package anyway.
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    ],
    targets: [
        // Level 0: words for people, JSON, libcurl.
        module("TapedeckWording", folder: "Wording", []),
        module("TapedeckJSONText", folder: "JSONText", []),
        // Built with libcurl's headers and loaded when it is first used, so that a replay starts without it.
        .target(name: "TapedeckCLibcurl", path: "Sources/CLibcurl"),
        // Both come from scripts/package; without them nothing is compiled again for a new commit.
        .target(
            name: "TapedeckBuildFacts", path: "Sources/BuildFacts",
            cSettings: (Context.environment["TAPEDECK_COMMIT"].map { [.define("TAPEDECK_COMMIT", to: "\"\($0)\"")] }
                ?? [])
                + (Context.environment["TAPEDECK_ICU_DATA"].map { [.define("TAPEDECK_ICU_DATA", to: $0)] } ?? [])),
        // Level 1: the machine, values, Python's notations.
        module("TapedeckPlatform", folder: "Platform", ["TapedeckWording"]),
        module("TapedeckExchangeModel", folder: "ExchangeModel", ["TapedeckJSONText"]),
        module("TapedeckPythonText", folder: "PythonText", ["TapedeckJSONText"]),
        // Level 2: the wire, the transport, the front, other programs, the query language.
        module("TapedeckProcesses", folder: "Processes", ["TapedeckPlatform", "TapedeckWording", subprocess, system]),
        module(
            "TapedeckAWSWire", folder: "AWSWire",
            ["TapedeckExchangeModel", "TapedeckJSONText", "TapedeckWording"]),
        module(
            "TapedeckCurlTransport", folder: "CurlTransport",
            ["TapedeckCLibcurl", "TapedeckExchangeModel", "TapedeckPlatform", "TapedeckWording"]),
        module(
            "TapedeckHTTPFront", folder: "HTTPFront",
            ["TapedeckExchangeModel", "TapedeckPlatform", "TapedeckWording", nioCore, nioPosix, nioHTTP1]),
        module("TapedeckJMESPath", folder: "JMESPath", ["TapedeckJSONText", "TapedeckPythonText"]),
        // Level 3: TLS in front, apart so that who only replays never builds it; signatures, cassettes, profiles and credentials. Signing stands apart so that who only replays never
        // builds BoringSSL.
        module(
            "TapedeckTLSFront", folder: "TLSFront",
            [
                "TapedeckAWSWire", "TapedeckCurlTransport", "TapedeckExchangeModel", "TapedeckHTTPFront",
                "TapedeckPlatform", "TapedeckWording", nioCore, nioPosix, nioTLS, nioSSL, x509, swiftASN1, crypto,
            ]),
        module("TapedeckAWSSigning", folder: "AWSSigning", ["TapedeckAWSWire", "TapedeckExchangeModel", crypto]),
        module(
            "TapedeckAWSProfile", folder: "AWSProfile",
            [
                "TapedeckAWSWire", "TapedeckJSONText", "TapedeckPlatform", "TapedeckProcesses", "TapedeckPythonText",
                "TapedeckWording",
            ]),
        module(
            "TapedeckCassetteFormat", folder: "CassetteFormat",
            ["TapedeckAWSWire", "TapedeckExchangeModel", "TapedeckJSONText", "TapedeckWording"]),
        module(
            "TapedeckConnectionService", folder: "ConnectionService",
            ["TapedeckAWSWire", "TapedeckExchangeModel", "TapedeckJSONText"]),
        module("TapedeckYAMLPages", folder: "YAMLPages", ["TapedeckJSONText", "TapedeckWording", yams]),
        // Level 4: record, replay, judge, keep up.
        module(
            "TapedeckUpkeep", folder: "Upkeep",
            [
                "TapedeckAWSWire", "TapedeckCassetteFormat", "TapedeckExchangeModel", "TapedeckJSONText",
                "TapedeckWording",
            ]),
        module(
            "TapedeckRecording", folder: "Recording",
            [
                "TapedeckAWSSigning", "TapedeckAWSWire", "TapedeckCassetteFormat", "TapedeckCurlTransport",
                "TapedeckExchangeModel",
                "TapedeckJSONText", "TapedeckPlatform", "TapedeckWording", grdb,
            ]),
        module(
            "TapedeckPlayback", folder: "Playback",
            [
                "TapedeckAWSWire", "TapedeckCassetteFormat", "TapedeckExchangeModel", "TapedeckJSONText",
                "TapedeckWording",
            ]),
        module(
            "TapedeckSimulation", folder: "Simulation",
            [
                "TapedeckAWSWire", "TapedeckConnectionService", "TapedeckExchangeModel", "TapedeckJSONText",
                "TapedeckPlatform", "TapedeckWording", grdb,
            ]),
        module(
            "TapedeckContract", folder: "Contract",
            [
                "TapedeckWording",
                "TapedeckAWSSigning", "TapedeckAWSWire", "TapedeckCassetteFormat", "TapedeckExchangeModel",
                "TapedeckJMESPath", "TapedeckJSONText",
            ]),
        // Level 5: running clients, testing, the reference client.
        module(
            "TapedeckVerification", folder: "Verification",
            [
                "TapedeckAWSWire", "TapedeckCassetteFormat", "TapedeckContract", "TapedeckCurlTransport",
                "TapedeckExchangeModel", "TapedeckHTTPFront", "TapedeckJSONText", "TapedeckPlatform",
                "TapedeckPlayback", "TapedeckProcesses", "TapedeckTLSFront", "TapedeckWording", "TapedeckYAMLPages",
            ], also: isPackaged ? [.define("TAPEDECK_PACKAGED")] : []),
        module(
            "TapedeckHistory", folder: "History",
            ["TapedeckContract", "TapedeckJSONText", "TapedeckPlatform", "TapedeckWording", grdb]),
        module(
            "TapedeckTesting", folder: "TapedeckTesting",
            [
                "TapedeckAWSWire", "TapedeckCassetteFormat", "TapedeckConnectionService", "TapedeckExchangeModel",
                "TapedeckHTTPFront", "TapedeckJSONText", "TapedeckPlatform", "TapedeckPlayback", "TapedeckProcesses",
                "TapedeckWording",
            ]),
        // The reference client's rooms: each knows the model, and none another.
        module(
            "TapedeckClientModel", folder: "ClientModel",
            ["TapedeckAWSProfile", "TapedeckAWSWire", "TapedeckJSONText", "TapedeckPlatform"]),
        module(
            "TapedeckClientArguments", folder: "ClientArguments",
            [
                "TapedeckAWSProfile", "TapedeckAWSWire", "TapedeckClientModel", "TapedeckJMESPath", "TapedeckJSONText",
                "TapedeckPlatform", "TapedeckPythonText", "TapedeckWording", yams,
            ]),
        module("TapedeckClientHelp", folder: "ClientHelp", ["TapedeckClientModel"]),
        module(
            "TapedeckClientCalling", folder: "ClientCalling",
            [
                "TapedeckAWSProfile", "TapedeckAWSSigning", "TapedeckAWSWire", "TapedeckClientModel",
                "TapedeckCurlTransport", "TapedeckExchangeModel", "TapedeckJSONText", "TapedeckWording",
            ]),
        module(
            "TapedeckClientOutput", folder: "ClientOutput",
            [
                "TapedeckAWSWire", "TapedeckClientModel", "TapedeckJMESPath", "TapedeckJSONText", "TapedeckProcesses",
                "TapedeckPythonText", "TapedeckWording",
            ]),
        module(
            "TapedeckClientPrompt", folder: "ClientPrompt",
            ["TapedeckAWSProfile", "TapedeckClientModel", "TapedeckProcesses", "TapedeckWording"]),
        module(
            "TapedeckReferenceClient", folder: "ReferenceClient",
            [
                "TapedeckAWSProfile", "TapedeckAWSWire", "TapedeckClientArguments", "TapedeckClientCalling",
                "TapedeckClientHelp", "TapedeckClientModel", "TapedeckClientOutput", "TapedeckClientPrompt",
                "TapedeckJSONText", "TapedeckPlatform", "TapedeckWording",
            ]),
        // Level 7: the executables.
        .executableTarget(
            name: "tapedeck",
            dependencies: [
                "TapedeckAWSProfile", "TapedeckAWSSigning", "TapedeckAWSWire", "TapedeckBuildFacts",
                "TapedeckCassetteFormat",
                "TapedeckConnectionService",
                "TapedeckContract",
                "TapedeckCurlTransport", "TapedeckExchangeModel", "TapedeckHistory", "TapedeckHTTPFront",
                "TapedeckJSONText",
                "TapedeckPlatform", "TapedeckPlayback", "TapedeckProcesses", "TapedeckRecording", "TapedeckSimulation",
                "TapedeckTLSFront",
                "TapedeckUpkeep", "TapedeckVerification", "TapedeckWording", "TapedeckYAMLPages", argumentParser,
            ],
            path: "Sources/tapedeck", swiftSettings: settings),
        .executableTarget(
            name: "apprunner",
            dependencies: [
                "TapedeckAWSWire", "TapedeckBuildFacts", "TapedeckClientModel", "TapedeckPlatform",
                "TapedeckReferenceClient",
            ],
            path: "Sources/apprunner", swiftSettings: settings),
        // Tests, one target a module.
        .target(
            name: "TapedeckTestSupport", dependencies: ["TapedeckJSONText"], path: "Tests/TestSupport",
            swiftSettings: settings),
        tests("JSONTextTests", ["TapedeckJSONText"]),
        tests("PlatformTests", ["TapedeckPlatform", "TapedeckProcesses", "TapedeckTestSupport"]),
        tests("ExchangeModelTests", ["TapedeckExchangeModel"]),
        tests(
            "AWSWireTests",
            ["TapedeckAWSWire", "TapedeckExchangeModel", "TapedeckJSONText", "TapedeckTestSupport"]),
        tests(
            "AWSSigningTests",
            ["TapedeckAWSSigning", "TapedeckAWSWire", "TapedeckExchangeModel", "TapedeckTestSupport"]),
        tests(
            "UpkeepTests",
            [
                "TapedeckAWSWire", "TapedeckCassetteFormat", "TapedeckExchangeModel", "TapedeckJSONText",
                "TapedeckPlatform", "TapedeckProcesses", "TapedeckTestSupport", "TapedeckUpkeep", "TapedeckWording",
                "TapedeckYAMLPages",
            ]),
        tests(
            "CassetteFormatTests",
            [
                "TapedeckAWSSigning", "TapedeckAWSWire", "TapedeckCassetteFormat", "TapedeckExchangeModel",
                "TapedeckJSONText",
                "TapedeckTestSupport",
            ], exclude: ["Old"]),
        tests("JMESPathTests", ["TapedeckJMESPath", "TapedeckJSONText", "TapedeckTestSupport"]),
        tests(
            "PlaybackTests",
            [
                "TapedeckAWSWire", "TapedeckCassetteFormat", "TapedeckExchangeModel", "TapedeckJSONText",
                "TapedeckPlayback",
            ]),
        tests(
            "FuzzTests",
            [
                "TapedeckAWSSigning", "TapedeckAWSWire", "TapedeckCassetteFormat", "TapedeckConnectionService",
                "TapedeckCurlTransport", "TapedeckExchangeModel", "TapedeckHTTPFront", "TapedeckJSONText",
                "TapedeckPlatform", "TapedeckPlayback", "TapedeckSimulation", "TapedeckTLSFront", "TapedeckTestSupport",
                "TapedeckUpkeep", "TapedeckYAMLPages", "tapedeck",
            ]),
        tests(
            "HTTPFrontTests",
            [
                "TapedeckCassetteFormat", "TapedeckExchangeModel", "TapedeckHTTPFront", "TapedeckJSONText",
                "TapedeckPlayback", "TapedeckTestSupport", nioCore,
            ]),
        tests(
            "TLSFrontTests",
            [
                "TapedeckCurlTransport", "TapedeckExchangeModel", "TapedeckHTTPFront", "TapedeckPlatform",
                "TapedeckProcesses", "TapedeckTLSFront", "TapedeckTestSupport", nioCore, nioPosix, nioSSL,
            ]),
        tests(
            "CurlTransportTests",
            ["TapedeckCurlTransport", "TapedeckExchangeModel", "TapedeckHTTPFront", "TapedeckTestSupport"]),
        tests(
            "ConnectionServiceTests",
            [
                "TapedeckAWSSigning", "TapedeckAWSWire", "TapedeckConnectionService", "TapedeckExchangeModel",
                "TapedeckJSONText",
            ]),
        tests(
            "SimulationTests",
            [
                "TapedeckAWSSigning", "TapedeckAWSWire", "TapedeckConnectionService", "TapedeckExchangeModel",
                "TapedeckJSONText", "TapedeckSimulation", "TapedeckTestSupport",
            ]),
        tests("PythonTextTests", ["TapedeckJSONText", "TapedeckPythonText"]),
        tests(
            "AWSProfileTests",
            ["TapedeckAWSProfile", "TapedeckAWSWire", "TapedeckPlatform", "TapedeckProcesses", "TapedeckTestSupport"]),
        tests(
            "ReferenceClientTests",
            [
                "TapedeckAWSProfile", "TapedeckAWSSigning", "TapedeckAWSWire", "TapedeckClientArguments",
                "TapedeckClientCalling", "TapedeckClientHelp", "TapedeckClientModel", "TapedeckClientOutput",
                "TapedeckClientPrompt", "TapedeckExchangeModel", "TapedeckJSONText",
                "TapedeckPlatform", "TapedeckReferenceClient", "TapedeckTestSupport", "TapedeckWording",
            ]),
        tests(
            "ContractTests",
            [
                "TapedeckAWSSigning", "TapedeckAWSWire", "TapedeckCassetteFormat", "TapedeckContract",
                "TapedeckExchangeModel",
                "TapedeckJSONText",
            ]),
        tests(
            "RecordingTests",
            [
                "TapedeckAWSSigning", "TapedeckAWSWire", "TapedeckCassetteFormat", "TapedeckCurlTransport",
                "TapedeckExchangeModel",
                "TapedeckHTTPFront", "TapedeckPlatform", "TapedeckRecording", "TapedeckTestSupport",
            ]),
        tests(
            "VerificationTests",
            [
                "TapedeckAWSSigning", "TapedeckAWSWire", "TapedeckCassetteFormat", "TapedeckContract",
                "TapedeckCurlTransport", "TapedeckExchangeModel", "TapedeckJSONText", "TapedeckPlatform",
                "TapedeckTestSupport", "TapedeckVerification", "TapedeckYAMLPages",
            ]),
        tests(
            "CommandTests",
            [
                "TapedeckAWSSigning", "TapedeckAWSWire", "TapedeckCassetteFormat", "TapedeckContract",
                "TapedeckCurlTransport",
                "TapedeckExchangeModel", "TapedeckHTTPFront", "TapedeckJSONText", "TapedeckPlatform",
                "TapedeckProcesses", "TapedeckRecording", "TapedeckTestSupport",
                "TapedeckVerification", "tapedeck",
                argumentParser, subprocess, system,
            ], exclude: ["Help"]),
        tests(
            "TapedeckTestingTests",
            [
                "TapedeckAWSSigning", "TapedeckAWSWire", "TapedeckCassetteFormat", "TapedeckCurlTransport",
                "TapedeckExchangeModel",
                "TapedeckPlatform", "TapedeckProcesses", "TapedeckTestSupport", "TapedeckTesting", "tapedeck",
            ]),
    ],
    swiftLanguageModes: [.v6]
)
