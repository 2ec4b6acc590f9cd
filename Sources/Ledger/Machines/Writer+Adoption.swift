import Metering
import Statements

/// Taking what mirrors hold beyond this database, and signing the statements that waited again, behind it.
extension Writer {
    /// Goes on with the end of a round: the own log is read beside what was fetched. Where both are the same nothing is
    /// written; where they part, the own statements from there on are signed again behind what was fetched.
    /// - Parameters:
    ///   - base: the own tree up to the first of `page`.
    ///   - page: own entries; none only at the log's end.
    mutating func take(
        _ pursuit: Pursuit, base: MerkleFrontier, page: [[UInt8]], at moment: Moment
    ) throws(SigningFailure) -> LedgerOutcome {
        var pursuit = pursuit
        guard let growth = pursuit.growth else { return LedgerOutcome() }
        if pursuit.rewrite != nil { return try signAgain(page[...], pursuit, at: moment) }
        if base.size == pursuit.start, let (index, error) = foreignEntry(in: growth.entries, from: base.size) {
            phase = .contradicted
            return LedgerOutcome(effects: [.alarm(.otherStatementKey(index: index, reason: error.description))])
        }
        let theirs = growth.entries.dropFirst(Int(base.size - pursuit.start))
        let common = zip(theirs, page).prefix { $0 == $1 }.count
        guard common < theirs.count else { return endRound(pursuit, at: moment) }
        pursuit.compared = base.size + UInt64(common)
        if common == page.count, pursuit.compared < frontier.size { return readOn(pursuit, at: moment) }
        guard pursuit.compared >= exposedEnd else { return contradict(size: pursuit.compared + 1) }
        var shared = base
        for entry in page.prefix(common) {
            shared.append(leaf: identity.cryptography.leafHash(entry), identity.cryptography)
        }
        pursuit.rewrite = rewrite(taking: theirs.dropFirst(common), on: shared)
        return try signAgain(page.dropFirst(common), pursuit, at: moment)
    }

    /// What was fetched is in the own log: the next round, or the comparison once more.
    private mutating func endRound(_ pursuit: Pursuit, at moment: Moment) -> LedgerOutcome {
        guard let taken = pursuit.growth?.frontier else { return LedgerOutcome() }
        publishedEnd = max(publishedEnd, taken.size)
        exposedEnd = max(exposedEnd, taken.size)
        var outcome = LedgerOutcome(changes: [.published(identity.origin, end: publishedEnd)])
        guard taken.size == pursuit.size else {
            outcome += ask(Pursuit(after: pursuit, on: taken, waiting: frontier.size - taken.size), at: moment)
            return outcome
        }
        if pursuit.claim.note.isRecorded, pursuit.size > (recorded?.checkpoint.size ?? 0) {
            outcome += record(pursuit.claim.note)
        }
        // Once more from the beginning: somebody may hold still more by now.
        phase = .comparing(Comparison())
        return outcome
    }

    /// The own log with another life's entries behind what both have.
    private func rewrite(taking theirs: ArraySlice<[UInt8]>, on shared: MerkleFrontier) -> Rewrite {
        var growth = LogGrowth(origin: identity.origin, onTopOf: shared)
        for entry in theirs { growth.append(entry, identity.cryptography) }
        let totals = totals(in: theirs)
        var whole = self
        whole.learn(growth)
        let adopted = adopted(from: theirs)
        return Rewrite(
            growth: growth, takenCount: theirs.count, next: shared.size, totals: totals,
            raise: totals.reduce(into: [:]) { $0[$1.key] = $1.value.gain(over: restored[$1.key] ?? Register()) },
            plates: adoptedPlates.merging(adopted.plates) { $1 },
            author: whole.rules.author(at: growth.frontier.size) ?? identity.newestAuthor,
            reached: reached.merging(totals) { $0.merging($1) },
            scales: scales.merging(adopted.scales) { $1 }, dialOffsets: dialOffsets.merging(adopted.dialOffsets) { $1 })
    }

    /// Signs a page of the own tail again. Nothing of it is for the disk until all of it is signed: in one transaction the own
    /// log is then cut where the two part, the other history taken, and the own tail put behind it.
    private mutating func signAgain(
        _ page: ArraySlice<[UInt8]>, _ pursuit: Pursuit, at moment: Moment
    ) throws(SigningFailure) -> LedgerOutcome {
        var pursuit = pursuit
        guard var rewrite = pursuit.rewrite else { return LedgerOutcome() }
        rewrite.next += UInt64(page.count)
        for bytes in page {
            guard let draft = Draft(again: bytes, raisedBy: rewrite.raise, scales: rewrite.scales) else {
                rewrite.leftOutCount += 1
                continue
            }
            if !draft.isBoundToPlace { try sign(draft, in: &rewrite) }
        }
        guard rewrite.next == frontier.size else {
            pursuit.rewrite = rewrite
            return readOn(pursuit, at: moment)
        }
        let isLast = pursuit.growth?.frontier.size == pursuit.size
        if isLast {
            for draft in platesInForce(after: rewrite, at: moment) { try sign(draft, in: &rewrite) }
        }
        let growth = rewrite.growth
        let isOnlyTheirs = isLast && rewrite.signedCount == 0
        let note = isOnlyTheirs ? pursuit.claim.note : try identity.signHead(of: growth.frontier)
        // From here on nothing throws.
        var outcome = replace(by: rewrite, under: note, at: moment)
        pursuit.takenCount += UInt64(rewrite.takenCount)
        pursuit.leftOutCount += rewrite.leftOutCount
        if isLast {
            outcome.effects.append(
                .alarm(
                    .adopted(
                        size: pursuit.takenCount, signedAgain: rewrite.signedCount, leftOut: pursuit.leftOutCount)))
        }
        outcome += endRound(pursuit, at: moment)
        return outcome
    }

    private func sign(_ draft: Draft, in rewrite: inout Rewrite) throws(SigningFailure) {
        // The other life may have changed the key already.
        let author = identity.author(after: draft, by: rewrite.author)
        if draft.keyChange != nil, author == rewrite.author { return }
        rewrite.see(draft)
        let draft = draft.lifted(to: &rewrite.reached, &rewrite.scales)
        let entry = try identity.entry(
            draft, index: rewrite.growth.frontier.size, record: keeping.newest?.digest, by: rewrite.author)
        rewrite.author = author
        rewrite.growth.append(entry.bytes, identity.cryptography)
        rewrite.signedCount += 1
        if let adjustment = draft.adjustment { rewrite.dialOffsets[draft.message.subject] = adjustment.newOffset }
    }

    private mutating func replace(by rewrite: Rewrite, under note: VerifiedNote, at moment: Moment) -> LedgerOutcome {
        var outcome = LedgerOutcome()
        if rewrite.growth.start < frontier.size {
            outcome.changes.append(.truncate(identity.origin, size: rewrite.growth.start))
        }
        frontier = rewrite.growth.frontier
        learn(rewrite.growth)
        held = note
        signed = []
        offered = nil
        restored.merge(rewrite.totals) { $0.merging($1) }
        (reached, scales, dialOffsets) = (rewrite.reached, rewrite.scales, rewrite.dialOffsets)
        adoptedPlates = rewrite.plates
        outcome.changes += [
            .grow(rewrite.growth), .note(identity.origin, .held, note.note.bytes),
            .note(identity.origin, .offered, nil),
        ]
        outcome.changes += rewrite.totals.keys.sorted().map { storedRegister(of: $0, at: moment) }
        outcome.effects.append(.restoreRegisters(restoredMeters(rewrite.totals, rewrite.raise)))
        return outcome
    }

    /// The durable copy of a register, in the same transaction as the log that says so much.
    private func storedRegister(of meter: Name, at moment: Moment) -> LedgerChange {
        .register(
            meter,
            StoredRegister(
                register: reached[meter] ?? Register(), dialOffset: dialOffsets[meter], savedAt: moment.stamp.time,
                scale: scales[meter]))
    }

    /// What the meters must know, of those whose pulses are known to be worth something.
    private func restoredMeters(_ totals: [Name: Register], _ raise: [Name: Register]) -> [Name: RestoredMeter] {
        var meters: [Name: RestoredMeter] = [:]
        for (meter, total) in totals {
            guard let scale = scales[meter] else { continue }
            meters[meter] = RestoredMeter(
                register: total, scale: scale, dialOffset: dialOffsets[meter], gain: raise[meter] ?? Register())
        }
        return meters
    }

    /// The first entry that the own log key covers and no key of this log signed.
    func foreignEntry(in entries: [[UInt8]], from start: UInt64) -> (index: UInt64, error: StatementError)? {
        var rules = rules
        rules.cut(to: start)
        for (index, bytes) in zip(start..., entries) {
            do throws(StatementError) {
                if index == 0 { rules.begin(try identity.author(byGenesis: bytes, of: identity.origin)) }
                try Entry(parsing: bytes).verify(
                    by: rules.author(at: index) ?? identity.author, index: index, identity.cryptography)
            } catch {
                return (index, error)
            }
            rules.take(bytes, at: index, identity.cryptography)
        }
        return nil
    }

    /// The newest registers that some entries speak of; entries of a newer version are passed over.
    private func totals(in entries: ArraySlice<[UInt8]>) -> [Name: Register] {
        entries.reduce(into: [:]) { newest, bytes in
            guard let draft = Draft(again: bytes, raisedBy: [:], scales: [:]), let totals = draft.totals else { return }
            newest[draft.message.subject] = newest[draft.message.subject]?.merging(totals) ?? totals
        }
    }

    /// What some entries say of the meters besides their totals.
    private struct Adopted {
        /// Each meter as the genesis, or the last change of it, describes it.
        var plates: [Name: MeterDescription] = [:]
        /// What its pulses are worth since then.
        var scales: [Name: EnergyScale] = [:]
        /// What the dials show more than the registers.
        var dialOffsets: [Name: Joules] = [:]
    }

    private func adopted(from entries: ArraySlice<[UInt8]>) -> Adopted {
        entries.reduce(into: Adopted()) { adopted, bytes in
            guard let entry = try? Entry(parsing: bytes), let message = try? Message.decode(entry) else { return }
            switch message {
            case .reading(let reading):
                adopted.dialOffsets[reading.meter] = reading.dial.map { Joules($0.rawValue - reading.energy.rawValue) }
            case .event(let event):
                switch event.kind {
                case .meter(let change):
                    adopted.plates[event.subject] = change.description
                    adopted.scales[event.subject] = change.scale
                case .adjustment(let adjustment): adopted.dialOffsets[event.subject] = adjustment.newOffset
                default: break
                }
            case .rule: return
            case .genesis(let genesis):
                for meter in genesis.meters {
                    adopted.plates[meter.name] = meter
                    adopted.scales[meter.name] = EnergyScale(of: meter)
                }
            }
        }
    }

    /// Where the other life ended with another plate than the one that counts here, the log has to say so.
    /// - Parameter rewrite: what the other life left, and what was signed again behind it.
    private func platesInForce(after rewrite: Rewrite, at moment: Moment) -> [Draft] {
        rewrite.plates.keys.sorted().compactMap { meter in
            guard let own = scales[meter], let theirs = rewrite.plates[meter], !own.isPlate(of: theirs),
                !rewrite.changedMeters.contains(meter),
                let description = try? MeterDescription(
                    name: meter, constant: own.constant, ratio: own.ratio, direction: theirs.direction,
                    obis: theirs.obis)
            else { return nil }
            let reached = rewrite.reached[meter] ?? Register()
            let pulses = reached.merging(rewrite.told[meter] ?? reached).pulses
            guard let energy = try? rewrite.scales[meter]?.energy(of: pulses) else { return nil }
            let change = MeterChange(kind: .constant, description: description, energy: energy, pulses: pulses)
            return Draft(.meter(change), of: meter, at: moment.stamp)
        }
    }
}
