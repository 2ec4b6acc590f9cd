package import Statements

/// What a verified proof of a period has shown: that these statements, signed with their log's key, are in the log that quorums
/// of mirrors held, and whether anything of the log between them is missing.
///
/// Not that the meters told the truth, and nothing of the order between logs.
package struct ProvenPeriod: Hashable, Sendable {
    /// The log.
    package let origin: Origin
    /// The key that signed the last entry; where the log did not change it, all of them.
    package let statementKey: PublicKey
    /// The index of the first leaf.
    package let start: UInt64
    /// The size of the last record.
    package let end: UInt64
    /// What the entries say.
    package let content: PeriodContent
    /// How many entries are not shown.
    package let withheld: PeriodWithheld
    /// Who recorded it, and when.
    package let records: PeriodRecords
    /// By which version of the policy the last record is judged, as the log adopted it; `nil` where it adopted none.
    package let version: PolicyAdoption?
    /// The policy by which the last record is judged.
    package let policy: Policy

    /// Whether every entry of the log from the first to the last one that is shown is shown.
    package var isComplete: Bool { withheld.between == 0 }
}
