import FoundationEssentials

/// What a tool asks the running service to do: the JSON of a request. README.md of this folder describes it.
package struct OwnerCommand: Codable, Hashable, Sendable {
    /// Which request.
    package enum Kind: String, Codable, Sendable { case reload, adjust, recover }

    /// The largest dial reading, in J: a thousand million kWh.
    static let dialLimit_j: Int64 = 3_600_000_000_000_000

    /// What is asked for.
    package var request: Kind
    /// Of `reload`: SHA-256, hexadecimal, of the file that the tool has checked.
    package var digest: String?
    /// Of `adjust`: the meter's name.
    package var meter: String?
    /// Of `adjust`: what the billing meter shows, in J.
    package var dial_j: Int64?
    /// Of `adjust`: why, in the owner's words.
    package var reason: String?
    /// Of `adjust` and `recover`: `true` to do it; otherwise it is only computed.
    package var apply: Bool?
    /// Of `adjust`: `true` to do it although it is doubtful.
    package var sure: Bool?
    /// Of `recover`: the mirrors to go on without, `community/name`.
    package var without: [String]?

    /// Reload the configuration, if its file has this digest.
    package static func reload(digest: String?) -> Self { Self(request: .reload, digest: digest) }

    /// Set a meter's dial, or compute what that would do.
    package static func adjust(meter: String, dial_j: Int64, reason: String, apply: Bool, sure: Bool) -> Self {
        Self(request: .adjust, meter: meter, dial_j: dial_j, reason: reason, apply: apply, sure: sure)
    }

    /// Say how far the recovery of the own log is, or go on without some mirrors.
    package static func recover(without mirrors: [String], apply: Bool) -> Self {
        var command = Self(request: .recover, apply: apply)
        command.without = mirrors
        return command
    }

    /// - Throws: ``OwnerFault/malformed(_:)``.
    package init(json: [UInt8]) throws(OwnerFault) {
        do {
            self = try JSONDecoder().decode(Self.self, from: Data(json))
        } catch {
            throw .malformed("expected is one JSON object with “request”: “reload”, “adjust” or “recover”")
        }
    }

    private init(
        request: Kind, digest: String? = nil, meter: String? = nil, dial_j: Int64? = nil, reason: String? = nil,
        apply: Bool? = nil, sure: Bool? = nil
    ) {
        self.request = request
        self.digest = digest
        self.meter = meter
        self.dial_j = dial_j
        self.reason = reason
        self.apply = apply
        self.sure = sure
    }

    /// The JSON object, one line, keys in order.
    package var json: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(self)).map(Array.init) ?? []
    }
}
