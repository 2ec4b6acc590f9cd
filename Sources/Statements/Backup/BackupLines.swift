/// The lines of a backup, without those that are empty or for people, taken one after the other.
struct BackupLines {
    private var lines: [ArraySlice<UInt8>]

    init(_ bytes: [UInt8]) {
        // Reversed, so that the next one is the cheapest to take away.
        lines = bytes.split(separator: UInt8(ascii: "\n")).filter { $0.first != UInt8(ascii: "#") }.reversed()
    }

    var isAtEnd: Bool { lines.isEmpty }

    /// The beginning of the next line, for people.
    var next: String { lines.last.map { String(decoding: $0.prefix(40), as: UTF8.self) } ?? "" }

    /// What follows a word in the next line; `nil`, and the line stays, where it does not begin so.
    mutating func take(_ word: String) -> ArraySlice<UInt8>? {
        guard let line = lines.last, line.starts(with: word.utf8) else { return nil }
        lines.removeLast()
        return line.dropFirst(word.utf8.count)
    }

    /// A key with its block; `nil` where no key comes next.
    mutating func takeKey(_ cryptography: some Cryptography) throws(StatementError) -> BackedUpKey? {
        guard let name = take("key: ") else { return nil }
        guard let role = BackedUpKey.Role(rawValue: String(decoding: name, as: UTF8.self)) else {
            throw KeyBackup.fault("a key's role", "statement, log, tls, next-statement or next-log")
        }
        let fingerprint = try takeDigest("public-sha256: ", of: "the \(role.rawValue) key")
        let digest = try takeDigest("sha256: ", of: "the \(role.rawValue) key")
        var block: [UInt8] = []
        while let line = lines.popLast(), block.count <= BackedUpKey.sizeLimit {
            block += line + [UInt8(ascii: "\n")]
            if line.elementsEqual(BackedUpKey.lastLine.utf8) { break }
        }
        let key = try BackedUpKey(role: role, fingerprint: fingerprint, block: block)
        try check(block, digest, "the \(role.rawValue) key", cryptography)
        return key
    }

    /// A file with its content; `nil` where no file comes next.
    mutating func takeFile(_ cryptography: some Cryptography) throws(StatementError) -> BackedUpFile? {
        guard let name = take("file: ") else { return nil }
        guard let role = BackedUpFile.Role(rawValue: String(decoding: name, as: UTF8.self)) else {
            throw KeyBackup.fault("a file's role", "configuration, policy, authority or certificate")
        }
        let words = "the file “\(role.rawValue)”"
        let digest = try takeDigest("sha256: ", of: words)
        var content: [UInt8] = []
        while lines.last?.first == BackedUpFile.whole, let line = lines.popLast() {
            content += try unmarked(line, words) + [UInt8(ascii: "\n")]
        }
        if lines.last?.first == BackedUpFile.unended, let line = lines.popLast() {
            let rest = try unmarked(line, words)
            guard !rest.isEmpty else { throw KeyBackup.fault(words, "without an empty line after “\\”") }
            content += rest
        }
        let file = try BackedUpFile(role: role, bytes: content)
        try check(content, digest, words, cryptography)
        return file
    }

    /// A line without its mark: alone, or with a blank and something after it.
    private func unmarked(_ line: ArraySlice<UInt8>, _ words: String) throws(StatementError) -> ArraySlice<UInt8> {
        let rest = line.dropFirst()
        guard !rest.isEmpty else { return rest }
        guard rest.first == UInt8(ascii: " "), rest.count > 1 else {
            throw KeyBackup.fault(words, "lines that begin with “|”, a blank and what the line holds")
        }
        return rest.dropFirst()
    }

    private mutating func takeDigest(_ word: String, of part: String) throws(StatementError) -> Digest {
        guard let digest = take(word).flatMap(unhexadecimal).flatMap({ Digest($0) }) else {
            throw KeyBackup.fault(part, "headed by “\(word)” and 64 hexadecimal digits")
        }
        return digest
    }

    private func check(
        _ bytes: [UInt8], _ digest: Digest, _ part: String, _ cryptography: some Cryptography
    ) throws(StatementError) {
        guard cryptography.sha256(bytes) == digest else {
            throw KeyBackup.fault(part, "what its sha256 says: it is damaged, or was copied with an error")
        }
    }
}
