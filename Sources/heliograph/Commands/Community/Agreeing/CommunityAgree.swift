import ArgumentParser
import FoundationEssentials
import Gateway
import Ledger
import MQTT
import Signing
import Statements
import System

/// Has the members of a community agree on its policy: who is in it, and how many make a record.
struct CommunityAgree: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agree",
        abstract: "Agree with the other members on the community's policy, over the street's broker.",
        discussion: """
            Where this machine let somebody in who is not in the policy yet, it proposes the policy with them; the first \
            policy of a street as well. It proposes its own new keys: one that waits (heliograph keys renew), or the mirror's \
            where its card died and the old one with it; and what the options say. Shows what waits for a signature, asks, \
            signs, waits until enough members have signed, and has this gateway follow. Each member runs it once for a \
            change, in whatever order. Interrupted, it goes on where it was.
            propose, sign, share and adopt do the same step by step.
            Exit status: 0; 1 when the policy waits for more signatures, or was not signed; 2 when the broker or a file cannot \
            be used.
            """)

    @OptionGroup(title: "What to change")
    var options: PolicyChangeOptions

    @OptionGroup
    var place: StreetPlace

    @Flag(help: "Sign and follow without a question.")
    var yes = false

    @Option(name: .customLong("for"), help: "How long to wait for the others, such as 10min.")
    var length: DurationArgument?

    func run() async throws {
        ProcessSignals.ignoreBrokenPipes()
        let file = try ConfigurationFile(reading: place.path)
        // On a new card there are keys from a backup, and no mirror key yet.
        if FileKind(of: file.state.card) == .nothing { try await StreetConfiguration.makeIdentity(of: place.path) }
        let change = try await options.change(endsIn: file.state.path)
        let table = try AgreementTable(of: file, change, isSure: yes)
        if let policy = try table.beginning()?.policy { _ = try change.policy(after: policy) }
        let session = try Finding.attempt {
            try MQTTSession(try BrokerAccess.policyExchange(of: file, for: "agree"))
        }
        let round = PolicyRound(
            try table.beginning(), as: file.configuration.origin, founders: try table.founders(), over: session)
        let listening = Task { await round.listen() }
        let result = await agree(table, round)
        await session.stop()
        await listening.value
        guard let version = try result.get() else {
            print("Nobody has proposed anything; \(table.place.path) is as it was.")
            return
        }
        print("Version \(version) of the policy is in force, and \(table.place.path) has it.")
        try await ServiceRestart.perform(for: place)
    }

    /// Goes on until another policy that names this gateway is in force, and is here.
    /// - Returns: its number; `nil` where the time is over and nothing waited for this member.
    private func agree(_ table: AgreementTable, _ round: PolicyRound) async -> Result<Int?, Finding> {
        let deadline = SuspendingClock.now + (length?.duration ?? .seconds(1800))
        var told = ""
        var isAtRest = false
        do throws(Finding) {
            try await listen(round)
            while SuspendingClock.now < deadline {
                if let obstacle = await round.obstacle { throw obstacle }
                let history = await round.history
                if let next = try table.step(from: history) {
                    try table.keep(next)
                    await round.show(next)
                    continue
                }
                let settled = try history.flatMap(table.settled)
                isAtRest = settled != nil
                if let history, let settled, settled.isNew {
                    try await handOver(history, round)
                    try table.finish(history)
                    return .success(settled.version)
                }
                let words = await table.words(history, refusals: round.refusals)
                if words != told { StandardStream.error.write(words + "\n") }
                told = words
                try? await Task.sleep(for: .milliseconds(200))
            }
        } catch {
            return .failure(error)
        }
        return isAtRest ? .success(nil) : .failure(.negative("the time is over; \(place.command("agree")) goes on."))
    }

    /// Waits until what the others have left is here: a broker sends what it keeps at once.
    private func listen(_ round: PolicyRound) async throws(Finding) {
        while await !round.isListening {
            if let obstacle = await round.obstacle { throw obstacle }
            try? await Task.sleep(for: .milliseconds(100))
        }
        try? await Task.sleep(for: .seconds(2))
    }

    /// Leaves what is in force with the broker, for those who come later.
    private func handOver(_ history: PolicyHistory, _ round: PolicyRound) async throws(Finding) {
        await round.show(history)
        for _ in 0..<100 {
            if await round.isShown { return }
            if let obstacle = await round.obstacle { throw obstacle }
            try? await Task.sleep(for: .milliseconds(100))
        }
        throw .unusable("the broker has not taken our copy: \(place.command("agree")) tries again.")
    }
}
