// swift-tools-version: 6.2
import PackageDescription

// A target exists to enforce one dependency rule; Sources/README.md draws the arrows and
// Tests/ArchitectureTests fails on a new one.
let strict: [SwiftSetting] = [
    .strictMemorySafety(), .treatAllWarnings(as: .error), .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"), .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

let warnings: [CSetting] = [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])]

let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

let core: [Target] = [
    .target(name: "Metering", exclude: ["README.md"]),
    .target(name: "Meters", dependencies: ["Metering"]),
    .target(name: "Statements", dependencies: ["Metering"], exclude: ["FORMAT.md"]),
    .target(name: "Ledger", dependencies: ["Statements", "Metering"], exclude: ["README.md", "Machines/README.md"]),
]

let libraries: [Target] = [
    .target(name: "CGpiod", cSettings: warnings, linkerSettings: [.linkedLibrary("gpiod")]),
    .target(name: "CMosquitto", cSettings: warnings, linkerSettings: [.linkedLibrary("mosquitto")]),
    .target(name: "CSystem", cSettings: warnings),
    .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CQRCode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
]

let drivers: [Target] = [
    .target(name: "System", dependencies: ["CSystem", "Metering"]),
    .target(name: "GPIO", dependencies: ["CGpiod", "Metering", "System"], exclude: ["README.md"]),
    .target(
        name: "Signing", dependencies: ["COpenSSL", "Statements", "Ledger", "System"], exclude: ["README.md"]),
    .target(name: "MQTT", dependencies: ["CMosquitto", "System"], exclude: ["README.md"]),
    .target(
        name: "Storage", dependencies: ["CSQLite", "Metering", "Statements", "Ledger", "System"], exclude: ["README.md"]
    ),
    .target(name: "YAML", dependencies: ["CYAML"]),
    .target(name: "QRCode", dependencies: ["CQRCode"]),
]

let program: [Target] = [
    .target(
        name: "Gateway", dependencies: ["Metering", "Meters", "Statements", "Ledger", logging, lifecycle],
        exclude: ["README.md", "Configuration/README.md", "Owner/README.md"]),
    .executableTarget(
        name: "heliograph",
        dependencies: [
            "Metering", "Meters", "Statements", "Ledger", "System", "GPIO", "Signing", "MQTT", "Storage", "YAML",
            "QRCode", "Gateway", arguments, logging, lifecycle, signals,
        ], exclude: ["Commands/Community/README.md"]),
    // What toolchain/fuzz builds against libFuzzer; nothing of it ships.
    .executableTarget(
        name: "fuzz",
        dependencies: ["Metering", "Meters", "Statements", "Ledger", "System", "Signing", "YAML", "Gateway"]),
]

/// Not part of what ships: a street in memory, and the program that lets it live.
let rig: [Target] = [
    .target(
        name: "Simulation", dependencies: ["Metering", "Meters", "Statements", "Ledger", "Gateway", logging],
        exclude: ["README.md"]),
    .executableTarget(name: "simulate", dependencies: ["Simulation", "Signing", "System", arguments]),
]

let tests: [Target] = [
    // What more than one suite uses: seeded numbers; lines and brokers that misbehave.
    .target(name: "Chance", path: "Tests/Chance"),
    .target(name: "Loopback", dependencies: ["Chance", "System"], path: "Tests/Loopback"),
    .testTarget(name: "MeteringTests", dependencies: ["Metering", "Chance"], exclude: ["Vectors"]),
    .testTarget(name: "MetersTests", dependencies: ["Meters", "Metering"], exclude: ["Vectors"]),
    .testTarget(
        name: "StatementsTests", dependencies: ["Statements", "Metering", "Signing", "Chance"], exclude: ["Vectors"]),
    .testTarget(
        name: "LedgerTests", dependencies: ["Ledger", "Statements", "Metering", "Signing", "Chance"],
        exclude: ["Vectors"]),
    .testTarget(name: "SystemTests", dependencies: ["System", "Metering"]),
    .testTarget(name: "GPIOTests", dependencies: ["GPIO", "Metering"]),
    .testTarget(
        name: "SigningTests", dependencies: ["Signing", "Statements", "Ledger", "System"], exclude: ["Vectors"]),
    .testTarget(name: "MQTTTests", dependencies: ["MQTT", "Loopback", "System"]),
    .testTarget(name: "StorageTests", dependencies: ["Storage", "Signing", "Ledger", "Statements", "Metering"]),
    .testTarget(name: "YAMLTests", dependencies: ["YAML"]),
    .testTarget(name: "QRCodeTests", dependencies: ["QRCode", "System"]),
    .testTarget(
        name: "GatewayTests",
        dependencies: [
            "Gateway", "Signing", "Ledger", "Statements", "Metering", "Meters", "System", logging, lifecycle,
        ]),
    .testTarget(
        name: "SimulationTests",
        dependencies: ["Simulation", "Gateway", "Signing", "Ledger", "Statements", "Metering"]),
    .testTarget(name: "ArchitectureTests"),
    .testTarget(
        name: "ProgramTests",
        dependencies: [
            "heliograph", "Gateway", "Storage", "Signing", "Ledger", "Statements", "Metering", "Chance", "Loopback",
            "System",
        ],
        exclude: ["Instruments", "Verifiers", "Faults/README.md"]),
    .testTarget(name: "PackageTests", dependencies: ["System"]),
    .testTarget(
        name: "FuzzTests", dependencies: ["fuzz", "Ledger", "Statements", "Chance", "System"], exclude: ["Vectors"]),
    .testTarget(name: "RigTests", dependencies: ["System"]),
]

for target in core + drivers + program + rig + tests {
    target.swiftSettings = (target.swiftSettings ?? []) + strict
}

let package = Package(
    name: "heliograph",
    products: [
        .executable(name: "heliograph", targets: ["heliograph"]),
        .executable(name: "simulate", targets: ["simulate"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.6.0"),
    ],
    targets: core + libraries + drivers + program + rig + tests
)
