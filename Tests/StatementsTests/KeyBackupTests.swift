import Metering
import Signing
import Statements
import Testing

@Suite("A key backup")
struct KeyBackupTests {
    private let text: String
    private let cryptography = OpenSSLCryptography()
    /// Of RFC 8032 §7.1, test 1.
    private let statementKey: PublicKey

    init() throws {
        text = try VectorFile.format().backup
        statementKey = .ed25519(
            try #require(
                VectorFile.hexadecimal("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")))
    }

    private func read(_ text: String) throws -> SignedBackup {
        try SignedBackup(parsing: Array(text.utf8), cryptography)
    }

    @Test("of FORMAT.md is read, is signed by its statement key, and is written again line for line")
    func vector() throws {
        let signed = try read(text)
        let backup = signed.backup
        #expect(backup.origin == (try Origin("linden.energy/roof-a")) && backup.madeAt.seconds == 1_767_225_600)
        #expect(backup.keys.map(\.role) == [.statement, .log, .tls])
        #expect(backup.files.map(\.role) == [.configuration, .policy, .certificate])
        #expect(backup.file(.policy)?.bytes == Array("# no line feed at the end: ä".utf8))
        #expect(backup.file(.certificate)?.bytes == [])
        #expect(
            backup.file(.configuration)?.bytes.starts(with: Array("# A roof without meters.\n\norigin:".utf8)) == true)
        #expect(signed.isSigned(by: statementKey, cryptography))
        #expect(!signed.isSigned(by: .ed25519([UInt8](repeating: 1, count: 32)), cryptography))
        #expect(
            backup.text(words: ["A vector: the keys are published."], signature: signed.signature, cryptography) == text
        )
    }

    @Test("is the same without what is for people")
    func remarks() throws {
        let lines = text.split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(try read(lines.joined(separator: "\n")) == read(text))
        #expect(try read(lines.map { "# noted\n\n\($0)\n" }.joined()) == read(text))
    }

    @Test(
        "of any text is written and read again", arguments: ["", "\n", "\n\n", "a", "a\n", " \n", "\r\n| a\n\\ b", "#"])
    func contents(content: String) throws {
        let known = try read(text)
        let file = try BackedUpFile(role: .configuration, bytes: Array(content.utf8))
        let backup = try KeyBackup(
            origin: known.backup.origin, madeAt: known.backup.madeAt, keys: known.backup.keys, files: [file])
        let again = try read(backup.text(words: ["", "words"], signature: known.signature, cryptography))
        #expect(again.backup == backup && again.signature == known.signature)
    }

    @Test("of a gateway whose keys are renewed has both of each") func renewal() throws {
        let known = try read(text).backup
        let log = try #require(known.key(.log))
        let next = try [BackedUpKey.Role.nextStatement, .nextLog].map {
            try BackedUpKey(role: $0, fingerprint: log.fingerprint, block: log.block)
        }
        func backup(_ keys: [BackedUpKey]) throws -> KeyBackup {
            try KeyBackup(origin: known.origin, madeAt: known.madeAt, keys: keys, files: known.files)
        }
        let both = try backup(known.keys + next)
        let again = try read(both.text(words: [], signature: [UInt8](repeating: 0, count: 64), cryptography)).backup
        #expect(
            again == both && again.key(.nextStatement)?.block == log.block && again.key(.nextLog)?.block == log.block)
        for key in next {
            #expect(throws: StatementError.self, "in the place of the statement key") {
                try backup([key] + known.keys.dropFirst())
            }
        }
        #expect(throws: StatementError.self, "out of order") { try backup(known.keys + next.reversed()) }
    }

    @Test("with one thing changed that its hashes do not cover is another, and its signature says so")
    func changed() throws {
        for (old, new) in [("roof-a\nmade", "roof-b\nmade"), ("made: 1767225600", "made: 1767225601")] {
            #expect(text.contains(old))
            #expect(try !read(text.replacing(old, with: new)).isSigned(by: statementKey, cryptography))
        }
    }

    @Test(
        "that is damaged is refused, with what is wrong",
        arguments: [
            ("heliograph-backup: 1", "heliograph-backup: 2", "first line"),
            ("heliograph-backup: 1\n", "", "first line"),
            ("origin: linden.energy/roof-a\nmade", "origin: roof-a\nmade", "the origin"),
            ("made: 1767225600", "made: 01767225600", "the time"), ("made: 1767225600", "made: 8589934592", "the time"),
            ("made: 1767225600", "made: -1", "the time"),
            ("made: 1767225600", "made: 99999999999999999999", "the time"),
            ("key: log", "key: lag", "a key's role"), ("key: log", "key: statement", "the keys must be"),
            ("key: log", "key: mirror", "a key's role"), ("file: policy", "file: password", "a file's role"),
            ("file: policy", "file: certificate", "the files must be"),
            ("file: configuration", "file: authority", "the files must be"),
            ("public-sha256: ", "public-sha256: g", "64 hexadecimal digits"),
            ("\nsha256: ", "\nsha256: 0", "64 hexadecimal digits"),
            ("| # A roof", "| # a roof", "the file “configuration” must be what its sha256 says"),
            ("| # A roof", "|# A roof", "lines that begin with"), ("|\n", "| \n", "lines that begin with"),
            ("\\ # no", "\\\n\\ # no", "without an empty line"), ("\\ # no", "| # no", "what its sha256 says"),
            ("-----END ENCRYPTED", "-----END", "ENCRYPTED PRIVATE KEY"),
            ("-----BEGIN ENCRYPTED", "-----BEGIN", "ENCRYPTED PRIVATE KEY"),
            ("\nsignature: ", "\nsignature: 00", "128 hexadecimal digits"),
            ("\nsignature: ", "\nsigned: ", "128 hexadecimal digits"),
        ])
    func damaged(old: String, new: String, reason: String) throws {
        let changed = text.replacing(old, with: new, maxReplacements: 1)
        try #require(changed != text)
        let error = #expect(throws: StatementError.self) { try read(changed) }
        #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
    }

    @Test("that ends early, goes on, or is too long is refused")
    func cut() throws {
        for end in stride(from: 0, to: text.utf8.count - 1, by: 41) {
            #expect(throws: StatementError.self) { try read(String(decoding: text.utf8.prefix(end), as: UTF8.self)) }
        }
        #expect(throws: StatementError.self) { try read(text + "file: policy\n") }
        let long = "# " + String(repeating: "x", count: KeyBackup.sizeLimit) + "\n"
        #expect(throws: StatementError.tooLong(size: long.utf8.count + text.utf8.count, limit: KeyBackup.sizeLimit)) {
            try read(long + text)
        }
    }

    @Test("holds no file that is long, not text, or has a private key in it")
    func unfit() throws {
        let key = "-----BEGIN CERTIFICATE-----\n-----BEGIN EC PRIVATE KEY-----\n"
        for bytes in [[UInt8](repeating: 65, count: BackedUpFile.sizeLimit + 1), [0xff], Array(key.utf8)] {
            #expect(throws: StatementError.self) { try BackedUpFile(role: .certificate, bytes: bytes) }
        }
    }
}
