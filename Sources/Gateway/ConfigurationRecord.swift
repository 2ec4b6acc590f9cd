import Ledger
import Metering
import Statements

/// What is signed and remembered of the configuration in force, at a start as at a reload.
package struct ConfigurationRecord: Sendable {
    /// The store's name for the end of the log that this one goes on from, where there is one: a checkpoint's text.
    package static let predecessorSetting = "predecessor"
    /// SHA-256 of the configuration that the log names last.
    static let digestSetting = "configuration"
    /// The meters that the log names last, as a genesis has them.
    static let metersSetting = "meters"

    private let key: PublicKey
    private let software: String

    init(_ parts: GatewayParts) {
        key = parts.identity.newestAuthor.key
        software = parts.version
    }

    /// A genesis of these meters.
    func genesis(_ meters: [MeterDescription]) -> Genesis { Genesis(key: key, meters: meters, software: software) }

    /// The configuration in force from here on.
    func event(_ digest: Digest, at stamp: ClockStamp) -> Draft { Draft(.configuration(digest), at: stamp) }

    /// What the store must remember with it.
    /// - Parameter meters: those that are logged.
    /// - Throws: ``StatementError`` for what no genesis could name.
    func changes(_ digest: Digest, meters: [MeterDescription]) throws(StatementError) -> [LedgerChange] {
        [
            .setting(Self.digestSetting, digest.bytes),
            .setting(Self.metersSetting, try genesis(meters).encode()),
        ]
    }
}
