import FoundationEssentials
import Glibc
import Ledger
import Signing
import Statements
import Storage
import Testing

let cryptography = OpenSSLCryptography()
let seed = [UInt8](0..<32)

/// A folder on a real disk, gone when the test is over.
final class TestFolder {
    let path: String
    var database: String { path + "/heliograph.db" }

    init() throws {
        path = (ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp") + "/heliograph-store-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func create() throws(StorageError) -> Database {
        try Database(at: database, .create(mirrorSeed: seed), cryptography: cryptography)
    }

    func open(_ access: Database.Access = .readWrite) throws(StorageError) -> Database {
        try Database(at: database, access, cryptography: cryptography)
    }

    /// What a power cut now would leave: a copy of the files as they are on disk, in another folder.
    func copy() throws -> TestFolder {
        let copy = try TestFolder()
        for name in try FileManager.default.contentsOfDirectory(atPath: path) where !name.hasSuffix("-shm") {
            try FileManager.default.copyItem(atPath: path + "/" + name, toPath: copy.path + "/" + name)
        }
        return copy
    }
}

/// Different entries for different generations and indices, of 1 to 400 bytes.
func entry(_ index: UInt64, generation: UInt8 = 0) -> [UInt8] {
    let head = [generation] + bigEndian(index)
    return head + [UInt8](repeating: UInt8(truncatingIfNeeded: index), count: Int(index &* 2_654_435_761 % 391))
}

private func bigEndian(_ value: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: value >> UInt64(56 - 8 * $0)) }
}

/// A growth of a log by its next `count` entries.
func growth(_ origin: Origin, on frontier: MerkleFrontier, by count: Int, generation: UInt8 = 0) -> LogGrowth {
    var growth = LogGrowth(origin: origin, onTopOf: frontier)
    for index in frontier.size..<frontier.size + UInt64(count) {
        growth.append(entry(index, generation: generation), cryptography)
    }
    return growth
}

/// RFC 6962 §2.1, word for word: the hash of a list of leaf hashes.
func merkleTreeHash(_ leaves: ArraySlice<Digest>) -> Digest {
    guard leaves.count > 1 else { return leaves.first ?? cryptography.sha256([]) }
    var half = 1
    while half * 2 < leaves.count { half *= 2 }
    let middle = leaves.startIndex + half
    return cryptography.nodeHash(merkleTreeHash(leaves[..<middle]), merkleTreeHash(leaves[middle...]))
}

extension Origin {
    static let roofA = named("roof-a")
    static let roofB = named("roof-b")

    static func named(_ gateway: String) -> Origin {
        guard let origin = try? Origin("linden.energy/" + gateway) else { preconditionFailure(gateway) }
        return origin
    }
}
