import Metering
import Statements

/// Taking what mirrors hold beyond this database, and signing the statements that waited again, behind it.
extension Writer {
    /// Ends a round: the own log goes on behind what was fetched.
    ///
    /// The registers count on from the totals that the other life reached: a register never goes back.
    /// - Parameters:
    ///   - base: the own tree at the round's start.
    ///   - tail: the own entries from there on.
    mutating func take(
        _ pursuit: Pursuit, base: MerkleFrontier, tail: [[UInt8]], at moment: Moment
    ) throws(SigningFailure) -> LedgerOutcome {
        var pursuit = pursuit
        guard let growth = pursuit.growth else { return LedgerOutcome() }
        let theirs = growth.entries
        if let (index, error) = foreignEntry(in: theirs, from: base.size) {
            phase = .contradicted
            return LedgerOutcome(effects: [.alarm(.otherStatementKey(index: index, reason: error.description))])
        }
        let common = zip(theirs, tail).prefix { $0 == $1 }.count
        guard common == theirs.count || base.size + UInt64(common) >= exposedEnd else {
            return contradict(size: base.size + UInt64(common) + 1)
        }
        var outcome = LedgerOutcome()
        if common < theirs.count {
            outcome += try replace(tail, with: theirs, common: common, on: base, &pursuit, at: moment)
        }
        publishedEnd = max(publishedEnd, growth.frontier.size)
        exposedEnd = max(exposedEnd, growth.frontier.size)
        outcome.changes.append(.published(identity.origin, end: publishedEnd))
        guard growth.frontier.size == pursuit.size else {
            outcome += ask(Pursuit(after: pursuit, on: growth.frontier), at: moment)
            return outcome
        }
        if pursuit.claim.note.isRecorded, pursuit.size > (recorded?.checkpoint.size ?? 0) {
            outcome += record(pursuit.claim.note)
        }
        // Once more from the beginning: somebody may hold still more by now.
        phase = .comparing(Comparison())
        return outcome
    }

    /// Cuts the own log where the two part, takes the other history from there, and signs the own tail again behind it.
    private mutating func replace(
        _ tail: [[UInt8]], with theirs: [[UInt8]], common: Int, on base: MerkleFrontier,
        _ pursuit: inout Pursuit, at moment: Moment
    ) throws(SigningFailure) -> LedgerOutcome {
        let cryptography = identity.cryptography
        var shared = LogGrowth(origin: identity.origin, onTopOf: base)
        for entry in theirs.prefix(common) { shared.append(entry, cryptography) }
        var taken = LogGrowth(origin: identity.origin, onTopOf: shared.frontier)
        for entry in theirs.dropFirst(common) { taken.append(entry, cryptography) }
        let isLast = taken.frontier.size == pursuit.size

        let totals = totals(in: theirs.dropFirst(common))
        let raise = totals.reduce(into: [:]) { $0[$1.key] = $1.value.gain(over: restored[$1.key] ?? Register()) }
        var reached = reached.merging(totals) { $0.merging($1) }
        let adopted = adopted(from: theirs.dropFirst(common))
        var scales = scales.merging(adopted.scales) { $1 }
        var dialOffsets = dialOffsets.merging(adopted.dialOffsets) { $1 }
        let plates = adoptedPlates.merging(adopted.plates) { $1 }
        let waiting = tail.dropFirst(common)
        let read = waiting.compactMap { Draft(again: $0, raisedBy: raise, scales: scales) }
        var drafts = read.filter { !$0.isGenesis }  // there can be one in a log
        if isLast { drafts += platesInForce(after: drafts, reached, scales, plates, at: moment) }
        for draft in drafts {
            let draft = draft.lifted(to: &reached, &scales)
            let entry = try identity.entry(draft, index: taken.frontier.size, record: recordDigest)
            taken.append(entry.bytes, cryptography)
            if let adjustment = draft.adjustment { dialOffsets[draft.message.subject] = adjustment.newOffset }
        }
        let note = isLast && drafts.isEmpty ? pursuit.claim.note : try identity.signHead(of: taken.frontier)
        // From here on nothing throws.
        var outcome = LedgerOutcome()
        if shared.frontier.size < frontier.size {
            outcome.changes.append(.truncate(identity.origin, size: shared.frontier.size))
        }
        frontier = taken.frontier
        held = note
        signed = []
        offered = nil
        pursuit.takenCount += UInt64(theirs.count - common)
        pursuit.leftOutCount += waiting.count - read.count
        restored.merge(totals) { $0.merging($1) }
        (self.reached, self.scales, self.dialOffsets) = (reached, scales, dialOffsets)
        adoptedPlates = plates
        outcome.changes += [
            .grow(taken), .note(identity.origin, .held, note.note.bytes), .note(identity.origin, .offered, nil),
        ]
        outcome.changes += totals.keys.sorted().map { storedRegister(of: $0, at: moment) }
        outcome.effects.append(.restoreRegisters(restoredMeters(totals, raise)))
        if isLast {
            outcome.effects.append(
                .alarm(
                    .adopted(
                        size: pursuit.takenCount, signedAgain: drafts.count, leftOut: pursuit.leftOutCount)))
        }
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

    /// The first entry that the own log key covers and the own statement key did not sign.
    private func foreignEntry(in entries: [[UInt8]], from start: UInt64) -> (index: UInt64, error: StatementError)? {
        for (index, bytes) in zip(start..., entries) {
            do throws(StatementError) {
                try Entry(parsing: bytes).verify(by: identity.author, index: index, identity.cryptography)
            } catch {
                return (index, error)
            }
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
            case .genesis(let genesis):
                for meter in genesis.meters {
                    adopted.plates[meter.name] = meter
                    adopted.scales[meter.name] = EnergyScale(of: meter)
                }
            }
        }
    }

    /// Where the other life ended with another plate than the one that counts here, the log has to say so.
    /// - Parameters:
    ///   - drafts: what is signed again first.
    ///   - adopted: the scales as the other life left them.
    ///   - plates: the meters that the other life changed.
    private func platesInForce(
        after drafts: [Draft], _ reached: [Name: Register], _ adopted: [Name: EnergyScale],
        _ plates: [Name: MeterDescription], at moment: Moment
    ) -> [Draft] {
        plates.keys.sorted().compactMap { meter in
            guard let own = scales[meter], let theirs = plates[meter], !own.isPlate(of: theirs),
                !drafts.contains(where: { $0.meterChange?.description.name == meter }),
                let description = try? MeterDescription(
                    name: meter, constant: own.constant, ratio: own.ratio, direction: theirs.direction,
                    obis: theirs.obis)
            else { return nil }
            let pulses = drafts.reduce(reached[meter] ?? Register()) { total, draft in
                draft.message.subject == meter ? total.merging(draft.totals ?? total) : total
            }.pulses
            guard let energy = try? adopted[meter]?.energy(of: pulses) else { return nil }
            let change = MeterChange(kind: .constant, description: description, energy: energy, pulses: pulses)
            return Draft(.meter(change), of: meter, at: moment.stamp)
        }
    }
}
