import Ledger
import Metering
import Meters
import Statements

/// Another configuration for a running gateway: read and checked completely first, then taken over as a whole or not at
/// all.
extension OwnerDesk {
    /// - Parameter digest: what a tool has checked, hexadecimal; `nil` to take whatever the file holds.
    func reload(digest: String?) async -> OwnerAnswer {
        for indicator in indicators { indicator.reloading() }
        defer { for indicator in indicators { indicator.reloaded() } }
        guard let source, let old = configuration else {
            return OwnerAnswer(.refused, ["this gateway has no configuration that could be read again"])
        }
        do throws(ConfigurationRefusal) {
            let new = try await source.read()
            if let digest, digest != new.digest.description {
                return OwnerAnswer(
                    .refused,
                    [
                        "the running service reads another file than the one that was checked, or the file changed meanwhile: name the file that the service was started with"
                    ])
            }
            var difference = ConfigurationDifference(from: old.configuration, to: new.configuration)
            if old.accessDigest != new.accessDigest { difference.noteOtherAccess() }
            if old.policyDigest != new.policyDigest, old.configuration.policyFile == new.configuration.policyFile {
                difference.refuse("policy: the file names other members or mirrors, which a restart takes over")
            }
            guard difference.refusals.isEmpty else { return OwnerAnswer(.refused, difference.refusals) }
            guard old != new else { return OwnerAnswer(.unchanged, ["the configuration is the one in force"]) }
            return try await takeOver(new, difference, parts: source.parts(for: new, difference))
        } catch {
            return OwnerAnswer(.refused, error.reasons)
        }
    }

    /// Signs the change, and counts by it.
    private func takeOver(
        _ new: OwnerConfiguration, _ difference: ConfigurationDifference, parts: ReloadParts
    ) async -> OwnerAnswer {
        await bank.hold()
        let index: UInt64?
        do {
            let moment = timekeeper.now()
            let prepared = try await bank.prepare(parts.meters, stored: try await store.registers(), at: moment)
            let isOtherFile = configuration?.digest != new.digest
            let logged = parts.meters.filter(\.isLogged).map(\.meter.description)
            index = try await sign(
                (isOtherFile ? [record.event(new.digest, at: moment.stamp)] : []) + prepared.drafts,
                with: (isOtherFile ? try record.changes(new.digest, meters: logged) : []) + prepared.changes)
            await bank.apply(prepared, at: moment)
        } catch {
            await bank.release()
            return OwnerAnswer(.refused, ["\(error)"])
        }
        await bank.release()
        // From here on nothing can fail.
        configuration = new
        for meter in difference.removed { lines.remove(meter) }
        for source in parts.lines { lines.add(source) }
        pace.change(interval: Pace.shortest(parts.meters), registerSync: new.configuration.registerSync)
        if let session = parts.broker { await broker.replace(with: session) }
        await parts.finish()
        var words = difference.changes
        if words.isEmpty { words = ["only what the gateway does not look at: the file's new hash is signed"] }
        return OwnerAnswer(.applied, words, index: index)
    }
}
