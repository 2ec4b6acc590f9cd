import Ledger
import Metering
import Statements
import Testing

/// What must never happen, whatever goes wrong.
extension Neighbourhood {
    /// No index is ever published with two different bytes.
    func seePublished(_ entry: [UInt8], of origin: Origin, at index: UInt64) {
        let place = Place(origin: origin, index: index)
        if let before = publishedEntries[place], before != entry {
            violations.append("\(origin) published two entries \(index)")
        }
        publishedEntries[place] = entry
    }

    /// Puts on the wire what a gateway publishes, and looks at it.
    func publish(_ publication: LedgerPublication, by gateway: SimulatedGateway) throws {
        let origin = gateway.origin
        switch publication {
        case .genesis:
            guard let genesis = gateway.own(\.entries).first else { return }
            publish(.entry(genesis, from: origin), retainedAs: "genesis/\(origin)")
        case .checkpoint(let note):
            let head = try Checkpoint(parsing: SignedNote(parsing: note).text)
            try seeLines(of: note)
            see(head, in: &publishedRoots, "published")
            if head.size > gateway.own(\.publishedEnd) { violations.append("\(origin) offered what is not published") }
            publish(.note(note, of: origin, from: origin), retainedAs: "checkpoint/\(origin)")
        case .recorded(let note):
            try seeLines(of: note)
            try seeRecord(note, of: gateway)
            publish(.note(note, of: origin, from: origin), retainedAs: "recorded/\(origin)")
        case .cosignature(let log, let note):
            let head = try Checkpoint(parsing: SignedNote(parsing: note).text)
            let key = "\(origin)/\(log)"
            if head.size < cosignedSizes[key] ?? 0, !gateway.isRolledBack {
                violations.append("\(origin) cosigned \(log) at \(head.size), after \(cosignedSizes[key] ?? 0)")
            }
            try seeLines(of: note)
            cosignedSizes[key] = max(head.size, cosignedSizes[key] ?? 0)
            publish(.note(note, of: log, from: origin), retainedAs: "cosignature/\(origin)/\(log)", to: log)
        case .evidence(let log, let evidence):
            publish(.evidence(evidence, against: log), retainedAs: "evidence/\(origin)/\(log)")
        }
    }

    /// A mirror dates a head once, and says the same again after every start and on every connection.
    private func seeLines(of bytes: [UInt8]) throws {
        let note = try SignedNote(parsing: bytes)
        for line in note.signatures {
            guard let mirror = gateways.first(where: { $0.origin == line.name.mirrorOrigin }), !mirror.isRolledBack
            else {
                continue
            }
            let before = cosignatures.updateValue(line, forKey: Array("\(line.name)+\(line.keyID)".utf8) + note.text)
            if let before, before != line { violations.append("\(mirror.origin) dated a head of a log twice") }
        }
    }

    /// A record carries a quorum, contradicts no other, and is held by every honest mirror that signed it.
    private func seeRecord(_ note: [UInt8], of gateway: SimulatedGateway) throws {
        let note = try SignedNote(parsing: note)
        let size = try Checkpoint(parsing: note.text).size
        let record = try rules(of: gateway).rule(at: size).check(note, cryptography)
        if !record.isRecorded { violations.append("\(gateway.origin) published a record without a quorum") }
        see(record.checkpoint, in: &recordedRoots, "recorded")
        let entries = gateway.own(\.entries).prefix(Int(record.checkpoint.size))
        for cosigner in record.cosigners {
            guard let mirror = gateways.first(where: { $0.origin == cosigner.origin }), !mirror.isRolledBack else {
                continue
            }
            let held = mirror.disk.logs[gateway.origin]?.entries.prefix(Int(record.checkpoint.size))
            if held != entries { violations.append("\(mirror.origin) cosigned \(gateway.origin) and does not hold it") }
        }
    }

    private func see(_ head: Checkpoint, in roots: inout [Place: Digest], _ what: String) {
        let place = Place(origin: head.origin, index: head.size)
        if let before = roots[place], before != head.root {
            violations.append("\(head.origin) \(what) two heads of \(head.size)")
        }
        roots[place] = head.root
    }

    /// What can only be seen from outside, at the end: every record is of the log as it is now, every copy is a beginning of
    /// it, no honest log is convicted, and no register ever went back.
    func inspect() async throws {
        var found = violations
        for gateway in gateways {
            let log = gateway.own { $0 }
            for (place, root) in recordedRoots where place.origin == gateway.origin {
                guard place.index <= log.frontier.size else {
                    found.append("\(gateway.origin): the record of \(place.index) is beyond its log")
                    continue
                }
                let actual = try await MerkleTree.root(size: place.index, log, cryptography)
                if actual != root { found.append("\(gateway.origin): the record of \(place.index) is of another log") }
            }
            for other in gateways where other !== gateway {
                let copy = other.disk.logs[gateway.origin] ?? .init()
                if !log.entries.starts(with: copy.entries), log.entries.count >= copy.entries.count {
                    found.append("\(other.origin) holds another log of \(gateway.origin)")
                }
                if copy.evidence != nil { found.append("\(other.origin) convicted \(gateway.origin)") }
            }
            found += try registersGoingBack(in: log.entries).map { "\(gateway.origin): \($0)" }
        }
        for problem in found { Issue.record(Comment(rawValue: problem)) }
    }

    private func registersGoingBack(in entries: [[UInt8]]) throws -> [String] {
        var found: [String] = []
        var last = Pulses(0)
        for (index, bytes) in entries.enumerated() {
            guard case .reading(let reading) = try Message.decode(Entry(parsing: bytes)) else { continue }
            if reading.pulses < last { found.append("entry \(index) goes back to \(reading.pulses.rawValue)") }
            last = reading.pulses
        }
        return found
    }
}
