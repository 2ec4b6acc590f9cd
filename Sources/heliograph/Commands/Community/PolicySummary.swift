import Ledger
import Metering
import Statements

/// What a policy means for the people who live under it.
struct PolicySummary: Encodable {
    /// A gateway and its two roles.
    struct Member: Encodable {
        let origin: String
        let hasLog: Bool
        let isMirror: Bool
    }

    let community: String
    let members: [Member]
    let mirrors: Int
    let quorum: Int
    /// Mirrors that may be dead or lying, together.
    let faulty: Int
    let isByzantineSafe: Bool
    let canRecord: Bool
    /// What the owner should know although the policy is valid.
    let remarks: [String]

    init(_ policy: Policy) {
        let logs = Set(policy.logs.compactMap(\.name.logOrigin))
        let mirrors = Set(policy.mirrors.compactMap(\.name.mirrorOrigin))
        community = policy.community.description
        members = logs.union(mirrors).sorted().map {
            Member(origin: $0.description, hasLog: logs.contains($0), isMirror: mirrors.contains($0))
        }
        self.mirrors = policy.mirrors.count
        quorum = policy.quorum
        faulty = policy.faultLimit
        isByzantineSafe = policy.isByzantineSafe
        canRecord = policy.canRecord
        remarks = Self.remarks(on: policy)
    }

    private static func remarks(on policy: Policy) -> [String] {
        var remarks: [String] = []
        if !policy.canRecord {
            remarks.append("One mirror alone never records: ask a neighbour to join.")
        } else if !policy.isByzantineSafe {
            remarks.append(
                "Accountable, not Byzantine-safe: fewer than four mirrors find out a liar but cannot outvote one. Every mirror that is silent may stop the record."
            )
        }
        if policy.quorum > policy.minimumQuorum {
            let silent = policy.mirrors.count - policy.quorum
            remarks.append(
                "The quorum is larger than the safe minimum of \(policy.minimumQuorum): nothing is recorded while more than \(silent) of the \(policy.mirrors.count) mirrors \(silent == 1 ? "is" : "are") silent."
            )
        }
        for log in policy.logs.compactMap(\.name.logOrigin) where policy.minimumIndex(of: log) > 0 {
            remarks.append(
                "Nobody has to keep the entries of \(log) below \(policy.minimumIndex(of: log)): who joins later cannot mirror that log unless somebody keeps them all."
            )
        }
        return remarks
    }

    /// For people.
    var lines: [String] {
        var table = Table(.words("gateway"), .words("log"), .words("mirror"))
        for member in members { table.add(member.origin, member.hasLog ? "yes" : "", member.isMirror ? "yes" : "") }
        return table.lines + ["", promise] + remarks
    }

    /// How many make a record, and how many may fail, in a sentence.
    var promise: String {
        "\(community): a reading is recorded when \(quorum) of \(mirrors) mirrors hold it; "
            + (faulty == 0 ? "none of them may lie." : "\(faulty) of them may be dead or lying.")
    }
}
