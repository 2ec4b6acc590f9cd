package import Gateway
package import Ledger
package import Statements

/// What a simulated day is made of besides its seed.
package struct StreetOptions: Sendable {
    /// What the gateways sign and verify with.
    package var scheme: SigningScheme
    /// How many mirrors the community has; drawn from these. A large street costs ten times what a small one does, and
    /// shows less often what goes wrong: each has fewer faults of its own.
    package var sizes = [4, 4, 4, 7, 7, 10]
    /// How long faults happen, in virtual seconds.
    package var daySeconds: Int64 = 86_400
    /// The length of a reading's interval in s, a divisor of a day.
    package var intervalSeconds: Int64 = 900
    /// How many faults a day has, at least and at most.
    package var faults = 50...80
    /// Of how many streets of a hundred the policy has versions.
    package var versionedPercent = 85
    /// Of how many of these it changes.
    package var changePercent = 50
    /// In how many of those with liars they conspire against the change.
    package var conspiracyPercent = 35
    /// In how many of the others somebody follows last, more than seven days later.
    package var stragglerPercent = 15
    /// The day ends when so many promises are broken.
    package var violationLimit = 20
    /// Whether the story of the day is kept, line by line.
    package var isTold = false
    /// What a test makes wrong, to see that it is caught.
    package var plant = Plant()

    package init(scheme: SigningScheme) { self.scheme = scheme }
}

/// What a test puts in the place of a part of honest gateways, to see that the inspection catches it. By default nothing.
package struct Plant: Sendable {
    /// The policy that gateways go by, made from the right one with the versions that they have followed.
    package var known: @Sendable (KnownPolicy) -> KnownPolicy = { $0 }
    /// The store of a gateway that starts, made from its disk.
    package var store: @Sendable (SimulatedDisk, Origin) -> any LedgerStore = { disk, _ in disk }

    package init() {}
}
