import Metering
import Statements

/// Reads a policy's text line by line. The first line that is wrong ends it.
struct PolicyParser {
    private struct Witness {
        let name: [UInt8]
        let key: NoteKey
        let line: Int
    }

    private struct Group {
        let name: [UInt8]
        let quorum: Int
        let memberNames: Set<[UInt8]>
        let line: Int
    }

    private var line = 1
    private var community: Name?
    private var logs: [NoteKey] = []
    private var witnesses: [Witness] = []
    private var group: Group?
    private var hasQuorum = false
    private var minimumIndices: [Origin: (index: UInt64, line: Int)] = [:]
    private var ends: [Origin: (end: LogEnd, line: Int)] = [:]
    private var lineOfName: [[UInt8]: Int] = [:]
    private var lineOfKey: [PublicKey: Int] = [:]
    private var lineOfKeyName: [KeyName: Int] = [:]

    mutating func parse(_ text: [UInt8], _ cryptography: some Cryptography) throws(LedgerError) -> Policy {
        guard text.count <= Policy.sizeLimit else { throw fault(.tooLong(byteCount: text.count)) }
        let lines = text.split(separator: 0x0A, omittingEmptySubsequences: false)
        for (index, bytes) in lines.enumerated() {
            line = index + 1
            if let byte = bytes.first(where: { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F }) {
                throw fault(.forbiddenByte(byte))
            }
            let words = bytes.split { $0 == 0x20 || $0 == 0x09 }.map(Array.init)
            guard let keyword = words.first else { continue }
            guard keyword.first != UInt8(ascii: "#") else {
                try readComment(bytes)
                continue
            }
            try read(keyword: String(decoding: keyword, as: UTF8.self), Array(words.dropFirst()), cryptography)
        }
        return try finish()
    }

    private mutating func read(
        keyword: String, _ words: [[UInt8]], _ cryptography: some Cryptography
    ) throws(LedgerError) {
        switch (keyword, words.count) {
        case ("log", 1...2): try readLog(words[0], cryptography)
        case ("witness", 2...3): try readWitness(words[0], words[1], cryptography)
        case ("group", 3...): try readGroup(words[0], words[1], members: Array(words.dropFirst(2)))
        case ("quorum", 1): try readQuorum(words[0])
        case ("log", _), ("witness", _), ("group", _), ("quorum", _): throw fault(.fieldCount(keyword: keyword))
        default: throw fault(.unknownKeyword(keyword))
        }
    }

    /// What the grammar has no word for stands in a comment, so that every other reader of policies passes over it.
    private mutating func readComment(_ bytes: ArraySlice<UInt8>) throws(LedgerError) {
        let words = bytes.split { [0x20, 0x09, UInt8(ascii: "#")].contains($0) }
            .map { String(decoding: $0, as: UTF8.self) }
        switch words.first {
        case "minimum-index": try readMinimumIndex(words)
        case "end" where words.count > 1 && words[1].contains("/"): try readEnd(words)
        default: break
        }
    }

    private mutating func readMinimumIndex(_ words: [String]) throws(LedgerError) {
        guard words.count == 3, let origin = try? Origin(words[1]), let index = Decimal.parse(words[2].utf8) else {
            throw fault(.minimumIndexForm)
        }
        if let first = minimumIndices[origin]?.line {
            throw fault(.secondMinimumIndex(origin, firstLine: first))
        }
        minimumIndices[origin] = (index, line)
    }

    private mutating func readEnd(_ words: [String]) throws(LedgerError) {
        guard words.count == 4, let origin = try? Origin(words[1]), let size = Decimal.parse(words[2].utf8), size > 0,
            let root = Base64.decode(Array(words[3].utf8)).flatMap({ Digest($0) })
        else { throw fault(.endForm) }
        if let first = ends[origin]?.line { throw fault(.secondEnd(origin, firstLine: first)) }
        ends[origin] = (LogEnd(size: size, root: root), line)
    }

    private mutating func readLog(_ text: [UInt8], _ cryptography: some Cryptography) throws(LedgerError) {
        let key = try readKey(text, cryptography)
        guard key.kind == .signature else { throw fault(.logKeyOfOtherKind(key.name)) }
        guard let origin = key.name.logOrigin else { throw fault(.logName(key.name)) }
        try define(key, of: origin)
        logs.append(key)
    }

    private mutating func readWitness(
        _ name: [UInt8], _ text: [UInt8], _ cryptography: some Cryptography
    ) throws(LedgerError) {
        let key = try readKey(text, cryptography)
        guard key.kind == .cosignature else { throw fault(.witnessKeyOfOtherKind(key.name)) }
        guard let origin = key.name.mirrorOrigin else { throw fault(.witnessKeyName(key.name)) }
        try define(name)
        try define(key, of: origin)
        guard witnesses.count < Policy.mirrorLimit else { throw fault(.tooManyWitnesses) }
        witnesses.append(Witness(name: name, key: key, line: line))
    }

    private func readKey(_ text: [UInt8], _ cryptography: some Cryptography) throws(LedgerError) -> NoteKey {
        do {
            return try NoteKey(parsing: text, cryptography)
        } catch .key(let keyFault) {
            throw fault(.key(keyFault))
        }
    }

    private mutating func define(_ name: [UInt8]) throws(LedgerError) {
        guard name != Array("none".utf8) else { throw fault(.reservedName) }
        if let first = lineOfName[name] {
            throw fault(.duplicateName(String(decoding: name, as: UTF8.self), firstLine: first))
        }
        lineOfName[name] = line
    }

    private mutating func define(_ key: NoteKey, of origin: Origin) throws(LedgerError) {
        let expected = community ?? origin.community
        guard origin.community == expected else {
            throw fault(.otherCommunity(origin.community.text, expected: expected.text))
        }
        community = expected
        if let first = lineOfKey[key.publicKey] { throw fault(.duplicateKey(key.name, firstLine: first)) }
        if let first = lineOfKeyName[key.name] { throw fault(.duplicateKeyName(key.name, firstLine: first)) }
        lineOfKey[key.publicKey] = line
        lineOfKeyName[key.name] = line
    }

    private mutating func readGroup(_ name: [UInt8], _ count: [UInt8], members: [[UInt8]]) throws(LedgerError) {
        guard group == nil else { throw fault(.secondGroup) }
        try define(name)
        let known = Set(witnesses.map(\.name))
        var names: Set<[UInt8]> = []
        for member in members {
            let text = String(decoding: member, as: UTF8.self)
            guard known.contains(member) else { throw fault(.unknownMember(text)) }
            guard names.insert(member).inserted else { throw fault(.repeatedMember(text)) }
        }
        let quorum = try threshold(count, memberCount: members.count)
        group = Group(name: name, quorum: quorum, memberNames: names, line: line)
    }

    private func threshold(_ text: [UInt8], memberCount: Int) throws(LedgerError) -> Int {
        switch String(decoding: text, as: UTF8.self) {
        case "any": return 1
        case "all": return memberCount
        default:
            guard let value = Decimal.parse(text), let count = Int(exactly: value), (1...memberCount).contains(count)
            else {
                throw fault(.threshold(String(decoding: text, as: UTF8.self), memberCount: memberCount))
            }
            return count
        }
    }

    private mutating func readQuorum(_ name: [UInt8]) throws(LedgerError) {
        let text = String(decoding: name, as: UTF8.self)
        guard !hasQuorum else { throw fault(.secondQuorum) }
        guard text != "none" else { throw fault(.quorumNone) }
        guard lineOfName[name] != nil else { throw fault(.unknownQuorum(text)) }
        guard group?.name == name else { throw fault(.quorumNotGroup(text)) }
        hasQuorum = true
    }

    private func finish() throws(LedgerError) -> Policy {
        guard let group, hasQuorum else { throw fault(.noQuorum) }
        guard let community, !logs.isEmpty else { throw fault(.noLog) }
        for witness in witnesses where !group.memberNames.contains(witness.name) {
            throw .policy(
                line: witness.line, .outsideGroup(witness: String(decoding: witness.name, as: UTF8.self)))
        }
        let least = Policy.minimumQuorum(of: witnesses.count)
        guard group.quorum >= least else {
            throw .policy(
                line: group.line, .quorumTooSmall(group.quorum, least: least, mirrorCount: witnesses.count))
        }
        let origins = Set(logs.compactMap(\.name.logOrigin))
        for (origin, found) in minimumIndices.sorted(by: { $0.value.line < $1.value.line })
        where !origins.contains(origin) {
            throw .policy(line: found.line, .minimumIndexOfUnknownLog(origin))
        }
        for (origin, found) in ends.sorted(by: { $0.value.line < $1.value.line }) where !origins.contains(origin) {
            throw .policy(line: found.line, .endOfUnknownLog(origin))
        }
        return Policy(
            community: community, logs: logs, mirrors: witnesses.map(\.key), quorum: group.quorum,
            minimumIndices: minimumIndices.mapValues(\.index).filter { $0.value > 0 }, ends: ends.mapValues(\.end))
    }

    private func fault(_ fault: PolicyFault) -> LedgerError { .policy(line: line, fault) }
}
