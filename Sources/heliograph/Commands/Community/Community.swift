import ArgumentParser

/// A community's policy: who keeps whose readings, and how many make a record.
struct Community: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write and lint a community's policy.",
        subcommands: [CommunityCreate.self, CommunityLint.self])
}
