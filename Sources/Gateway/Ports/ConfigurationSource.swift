package import Statements

/// The owner's configuration, read anew while the service runs. Fulfilled by the program.
package protocol ConfigurationSource: Sendable {
    /// Reads the file completely, and looks at the files that it names.
    /// - Throws: ``ConfigurationRefusal`` with every fault that was found.
    func read() async throws(ConfigurationRefusal) -> OwnerConfiguration
    /// Makes what a change needs and lets none of it begin: the lines of meters that are new, a session with a broker.
    /// - Throws: ``ConfigurationRefusal`` where something cannot be had; what was made is let go of.
    func parts(
        for new: OwnerConfiguration, _ difference: ConfigurationDifference
    ) async throws(ConfigurationRefusal) -> ReloadParts
}

/// What a configuration says, and what it was read from.
package struct OwnerConfiguration: Hashable, Sendable {
    /// What it says.
    package var configuration: GatewayConfiguration
    /// SHA-256 of the file.
    package var digest: Digest
    /// SHA-256 of the canonical policy; `nil` where there is none.
    package var policyDigest: Digest?
    /// SHA-256 of the broker's password and certificates, so that renewed ones are noticed.
    package var accessDigest: Digest

    package init(
        configuration: GatewayConfiguration, digest: Digest, policyDigest: Digest?, accessDigest: Digest
    ) {
        self.configuration = configuration
        self.digest = digest
        self.policyDigest = policyDigest
        self.accessDigest = accessDigest
    }
}

/// Why a configuration is not taken, in words for the owner.
package struct ConfigurationRefusal: Error, Hashable, CustomStringConvertible {
    /// One for each fault.
    package var reasons: [String]

    package init(reasons: [String]) { self.reasons = reasons }

    package var description: String { reasons.joined(separator: "\n") }
}

/// What the program made for a change.
package struct ReloadParts: Sendable {
    /// All meters of the new configuration. Of those that count already, only what is configured is looked at.
    package var meters: [MeterSetup]
    /// What feeds the meters that are new.
    package var lines: [any LineSource]
    /// A session that takes the place of the one there is; `nil` where that one stays.
    package var broker: (any Broker)?
    /// Done when the change is in force: what the program keeps to itself.
    package var finish: @Sendable () async -> Void

    package init(
        meters: [MeterSetup], lines: [any LineSource], broker: (any Broker)?,
        finish: @escaping @Sendable () async -> Void
    ) {
        self.meters = meters
        self.lines = lines
        self.broker = broker
        self.finish = finish
    }
}
