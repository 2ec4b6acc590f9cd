import ArgumentParser

/// A community's policy: who keeps whose readings, and how many make a record.
struct Community: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write and lint a community's policy, and change it together.",
        subcommands: [
            CommunityCreate.self, CommunityCard.self, CommunityLint.self, CommunityPropose.self, CommunitySign.self,
            CommunityMerge.self, CommunityShare.self, CommunityStatus.self, CommunityAdopt.self,
        ])
}
