import Ledger
import Signing
import Statements

/// A tile tree that holds what it claims: the note under a policy, the tree under the note, each entry's own signature.
struct CheckedTiles {
    let folder: TileFolder
    /// The checkpoint with those of its signatures that the policy knows.
    let note: VerifiedNote
    /// Entries below are not in it, except for the genesis.
    let firstIndex: UInt64
    /// SHA-256 of each bundle's entries, so that what is read again later is known to be the same: 32 bytes for 256 entries.
    private let bundles: [Digest]

    /// Reads the whole tree.
    /// - Parameter progress: called with the number of entries that are checked.
    /// - Throws: a ``Finding`` that names the file, and the entry where it is about one.
    init(
        reading path: String, under known: KnownPolicy,
        progress: (_ checked: UInt64, _ size: UInt64) -> Void = { _, _ in }
    ) async throws {
        let cryptography = OpenSSLCryptography()
        let note: VerifiedNote
        let unverified = try TileFolder.note(in: path)
        do throws(LedgerError) {
            note = try known.check(unverified, cryptography).note
        } catch {
            throw Finding.negative("\(path)/checkpoint: \(error)")
        }
        let checkpoint = note.checkpoint
        guard checkpoint.size > 0 else { throw Finding.negative("\(path): the log has no entries.") }
        let folder = TileFolder(path: path, size: checkpoint.size)
        var audit = try await TileAudit(of: folder)
        let author: LogAuthor
        do throws(StatementError) {
            let key = try Genesis.statementKey(
                of: Entry(parsing: audit.genesis), origin: checkpoint.origin, cryptography)
            author = LogAuthor(origin: checkpoint.origin, key: key, cryptography)
        } catch {
            throw Finding.negative("\(path), entry 0: \(error)")
        }
        var rules = LogRules(of: checkpoint.origin, known, author: author, changes: [], cryptography)
        var bundles: [Digest] = []
        try await audit.check(root: checkpoint.root) { start, bundle, entries in
            for (index, bytes) in zip(start..., entries) {
                do throws(StatementError) {
                    try Entry(parsing: bytes).verify(
                        by: rules.author(at: index) ?? author, index: index, cryptography)
                } catch {
                    throw Finding.negative("\(folder.name(of: bundle)), entry \(index): \(error)")
                }
                rules.take(bytes, at: index, cryptography)
            }
            bundles.append(Self.digest(of: entries))
            progress(start + UInt64(entries.count), folder.size)
        }
        self.folder = folder
        // Only now it is known which version the log had adopted.
        do throws(LedgerError) {
            self.note = try rules.rule(at: checkpoint.size).check(unverified, cryptography)
        } catch {
            throw Finding.negative("\(path)/checkpoint: \(error)")
        }
        firstIndex = audit.firstIndex
        self.bundles = bundles
    }

    /// The entries of a bundle, the same that were checked.
    /// - Precondition: the tree begins with entry 0.
    func entries(ofBundle index: UInt64) throws(Finding) -> [[UInt8]] {
        precondition(firstIndex == 0)
        let tile = try folder.tile(.entries, index: index)
        let entries = try folder.entries(tile)
        guard Self.digest(of: entries) == bundles[Int(index)] else {
            throw .unusable("\(folder.name(of: tile)) changed while it was read: nothing further was written.")
        }
        return entries
    }

    private static func digest(of entries: [[UInt8]]) -> Digest {
        OpenSSLCryptography().sha256(EntryBundle.encode(entries))
    }
}
