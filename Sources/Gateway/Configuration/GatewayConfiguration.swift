package import Statements

/// What the owner of a gateway decides, read once, in types that cannot be wrong. The defaults suit a roof in a street.
package struct GatewayConfiguration: Hashable, Sendable {
    /// What stands for the origin in the file that an installed package brings. It is no origin, so that nobody runs under
    /// it by oversight.
    package static let originPlaceholder = "COMMUNITY/NAME"

    /// The gateway's name for ever.
    package var origin: Origin
    /// The folder of database and keys, as written: relative to the configuration file's folder.
    package var stateDirectory = "."
    /// The file that names the community's logs, mirrors and quorum, as written; `nil` while there is none, and then
    /// readings are signed and kept, but none is recorded.
    package var policyFile: String?
    /// The street's broker; `nil` for a gateway that only counts and signs.
    package var broker: BrokerConfiguration?
    /// The time between two readings in s, a divisor of a day; ends are aligned to UTC.
    package var intervalSeconds: Int64 = 60
    /// How far the durable copy of the registers may be behind: what a power cut costs at most.
    package var registerSync: Duration = .seconds(5)
    /// How old entries must be before this gateway lets go of them, where the policy allows it; `nil` keeps all.
    package var retention: Duration?
    /// Whether somebody else keeps this machine's clock right, such as the host of a virtual machine.
    package var isClockKeptByHost = false
    /// The output line of a status light.
    package var light: LineConfiguration?
    /// The input line on which the board says that its power fails.
    package var powerFail: LineConfiguration?
    /// In the order of the file.
    package var meters: [MeterConfiguration] = []

    package init(origin: Origin) {
        self.origin = origin
    }
}
