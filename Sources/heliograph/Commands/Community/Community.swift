import ArgumentParser

/// A community's policy: who keeps whose readings, and how many make a record.
struct Community: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Found a street and join one; write and lint a community's policy, and change it together.",
        subcommands: [
            CommunityFound.self, CommunityInvite.self, CommunityJoin.self, CommunityAgree.self,
            CommunityCertify.self, CommunityRevoke.self,
            CommunityCreate.self, CommunityCard.self, CommunityLint.self, CommunityPropose.self, CommunitySign.self,
            CommunityMerge.self, CommunityShare.self, CommunityStatus.self, CommunityAdopt.self,
        ])
}
