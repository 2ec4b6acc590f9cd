import Gateway
import Ledger
import Metering
import Statements

/// What a quorum has signed must be true, and stay.
extension SimulatedStreet {
    /// A mirror has cosigned a head.
    /// - Parameters:
    ///   - copy: the log, where an honest gateway says so that holds it, and which beginning the head is.
    ///   - card: with which key.
    func vote(log: Int, _ checkpoint: Checkpoint, _ held: (copy: SimulatedDiskLog, link: UInt64)?, by card: Int) {
        var heads = inspection.heads[log][checkpoint.size] ?? []
        let index = heads.firstIndex { $0.root == checkpoint.root } ?? heads.endIndex
        if index == heads.endIndex { heads.append(Inspection.Head(root: checkpoint.root)) }
        if heads[index].link == nil, let held {
            heads[index].link = held.link
            heads[index].quorums = quorums(at: checkpoint.size, log: log, held.copy)
        }
        heads[index].signers |= 1 << UInt64(card)
        let head = heads[index]
        inspection.heads[log][checkpoint.size] = heads
        guard !head.isRecorded, let link = head.link, head.quorums.allSatisfy({ $0.isReached(by: head.signers) })
        else { return }
        enter(checkpoint, link: link, log: log)
    }

    /// A head is a record.
    func enter(_ checkpoint: Checkpoint, link: UInt64, log: Int) {
        var heads = inspection.heads[log][checkpoint.size] ?? []
        let index = heads.firstIndex { $0.root == checkpoint.root } ?? heads.endIndex
        if index == heads.endIndex { heads.append(Inspection.Head(root: checkpoint.root, link: link)) }
        guard !heads[index].isRecorded else { return }
        heads[index].isRecorded = true
        inspection.heads[log][checkpoint.size] = heads
        inspection.recordCount += 1
        story.tell("\(origins[log]) is recorded up to \(checkpoint.size)", at: now)
        if heads.count(where: \.isRecorded) > 1 {
            story.complain("two heads of \(checkpoint.size) entries of \(origins[log]) are recorded", at: now)
        }
        compare(Inspection.Beginning(size: checkpoint.size, link: link), log: log)
    }

    /// One of the two is the beginning of the other, or they contradict each other.
    private func compare(_ new: Inspection.Beginning, log: Int) {
        guard let known = inspection.recorded[log] else { return inspection.recorded[log] = new }
        let (smaller, larger) = known.size <= new.size ? (known, new) : (new, known)
        let holders = honest.filter { $0.disk.log(origins[log]) { $0.link(at: larger.size) } == larger.link }
        if holders.contains(where: { $0.disk.log(origins[log]) { $0.link(at: smaller.size) } != smaller.link }) {
            story.complain(
                "the records of \(smaller.size) and \(larger.size) of \(origins[log]) contradict each other", at: now)
        }
        inspection.recorded[log] = larger
        inspectHolders(of: larger, log: log)
    }

    /// What is recorded is on the disks of at least q − f honest mirrors, dead or alive.
    private func inspectHolders(of record: Inspection.Beginning, log: Int) {
        let count = honest.count(where: { $0.disk.log(origins[log]) { $0.link(at: record.size) } == record.link })
        let least = policies.leastHolders - inspection.lostCardCount
        guard count < least else { return }
        story.complain(
            "\(record.size) entries of \(origins[log]) are recorded and on the disks of \(count) honest mirrors, of \(least)",
            at: now)
    }

    /// Looks at every log's largest record.
    func inspectRecords() {
        for (log, record) in inspection.recorded.enumerated() {
            if let record { inspectHolders(of: record, log: log) }
        }
    }

    /// What waits in memory has its limits.
    func inspectBacklog(of gateway: SimulatedGateway) async {
        guard let backlog = await gateway.life?.gateway.backlog else { return }
        if backlog.messageCount > LedgerBacklog.messageLimit || backlog.stagedBytes > Staging.byteLimit
            || backlog.statementCount > 2 * LedgerBacklog.statementLimit
        {
            story.complain("\(gateway.origin) keeps more in memory than it may: \(backlog)", at: now)
        }
    }

    /// Whether all that was signed before the last fault was over is recorded, and its gateway knows.
    func isRecorded(_ gateway: SimulatedGateway) -> Bool {
        let size = inspection.sizeAtPeace[gateway.place]
        guard hasFollowed(gateway) else { return false }
        return size > 0 && inspection.announced[gateway.place] >= size
            && inspection.recorded[gateway.place]?.size ?? 0 >= size
    }

    func complainOfUnrecorded(_ gateway: SimulatedGateway) {
        let place = gateway.place
        story.complain(
            "\(gateway.origin) signed \(inspection.sizeAtPeace[place]) entries, \(inspection.announced[place]) of which it calls recorded, hours after the last fault",
            at: now)
    }

    /// No register ever goes back, and none says more than was counted.
    func inspectReadings() {
        for gateway in honest {
            var last = Pulses(0)
            for (index, bytes) in gateway.disk.log(gateway.origin, { $0.entries }).enumerated() {
                guard let entry = try? Entry(parsing: bytes), let message = try? Message.decode(entry) else {
                    story.complain("entry \(index) of \(gateway.origin) cannot be read", at: now)
                    continue
                }
                guard case .reading(let reading) = message else { continue }
                if reading.pulses < last {
                    story.complain("entry \(index) of \(gateway.origin): the register goes back", at: now)
                }
                last = reading.pulses
            }
            if last.rawValue > gateway.pulseCount {
                story.complain(
                    "\(gateway.origin) says \(last.rawValue) pulses, and its meter made \(gateway.pulseCount)", at: now)
            }
        }
    }
}
