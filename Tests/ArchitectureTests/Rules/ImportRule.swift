/// Which modules each target may import: the arrows of `Sources/README.md`.
enum ImportRule {
    private static let core: Set<String> = ["Metering", "Meters", "Statements", "Ledger"]
    private static let drivers: Set<String> = ["System", "GPIO", "Signing", "MQTT", "Storage", "YAML", "QRCode"]
    /// What every driver and the shell may use of the platform.
    private static let platform: Set<String> = ["Glibc", "Synchronization"]
    /// C modules; each belongs to the one target that is named.
    static let libraries = [
        "CSystem": "System", "CGpiod": "GPIO", "COpenSSL": "Signing", "CMosquitto": "MQTT", "CSQLite": "Storage",
        "CYAML": "YAML", "CQRCode": "QRCode",
    ]

    static let allowed: [String: Set<String>] = [
        "Metering": [],
        "Meters": ["Metering"],
        "Statements": ["Metering"],
        "Ledger": ["Statements", "Metering"],
        "System": platform.union(["CSystem", "Metering"]),
        "GPIO": platform.union(["CGpiod", "Metering", "System"]),
        "Signing": platform.union(["COpenSSL", "Metering", "Statements", "Ledger", "System"]),
        "MQTT": platform.union(["CMosquitto", "System"]),
        "Storage": platform.union(["CSQLite", "Metering", "Statements", "Ledger", "System"]),
        "YAML": ["CYAML"],
        "QRCode": platform.union(["CQRCode"]),
        "Gateway": core.union(["FoundationEssentials", "Logging", "ServiceLifecycle", "Synchronization"]),
        "Simulation": core.union(["Gateway", "Logging", "Synchronization"]),
        "simulate": platform.union(["Simulation", "Signing", "System", "ArgumentParser"]),
        "heliograph": core.union(drivers).union(platform).union([
            "Gateway", "ArgumentParser", "Logging", "ServiceLifecycle", "UnixSignals", "FoundationEssentials",
        ]),
        "fuzz": core.union(["Gateway", "Signing", "System", "YAML", "FoundationEssentials", "Glibc"]),
    ]

    static func violations(in file: SourceFile) -> [Violation] {
        guard file.isShipped else { return [] }
        guard let allowed = allowed[file.target] else {
            return [
                file.violation(
                    line: 0,
                    "the target \(file.target) has no arrows yet: add them to ImportRule and Sources/README.md.")
            ]
        }
        return file.text.code.enumerated().flatMap { index, code -> [Violation] in
            guard let statement = ImportStatement(code) else { return [] }
            var found: [Violation] = []
            if !allowed.contains(statement.module) {
                found.append(file.violation(line: index, "\(file.target) may not import \(statement.module)."))
            }
            if libraries[statement.module] != nil, statement.access != nil, statement.access != "internal" {
                found.append(
                    file.violation(
                        line: index,
                        "a C module stays inside its target: import it without “\(statement.access ?? "")”."))
            }
            return found
        }
    }
}

/// `package import struct Module.Name`, taken apart.
struct ImportStatement: Equatable {
    let access: String?
    let module: String

    init?(_ code: String) {
        var words = code.split { $0 == " " || $0 == ";" }[...]
        while let first = words.first, first.hasPrefix("@") { words.removeFirst() }
        let modifiers: Set<Substring> = ["public", "package", "internal", "fileprivate", "private"]
        if let first = words.first, modifiers.contains(first) {
            access = String(words.removeFirst())
        } else {
            access = nil
        }
        guard words.popFirst() == "import" else { return nil }
        let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
        if let first = words.first, kinds.contains(first) { words.removeFirst() }
        guard let module = words.first?.split(separator: ".").first else { return nil }
        self.module = String(module)
    }
}
