internal import Ledger

/// The mirror's key, and while it is renewed the one that takes over, or that it took over from. All of them die with the file.
extension Database {
    private static let nextSetting = "mirror-next"
    private static let formerSetting = "mirror-former"

    /// The Ed25519 seed of the mirror's key.
    package func mirrorSeed() throws(StorageError) -> [UInt8] {
        try reading { session throws(StorageError) in
            guard let seed = try session.blob("SELECT seed FROM mirror") else {
                throw .corrupt(path: session.connection.path, detail: "the mirror has no key")
            }
            return seed
        }
    }

    /// The seed of the key that waits; `nil` where none does.
    package func nextMirrorSeed() throws(StorageError) -> [UInt8]? { try seed(Self.nextSetting) }

    /// The seed of the key before, which some logs' versions of the policy may still name; `nil` where there is none.
    package func formerMirrorSeed() throws(StorageError) -> [UInt8]? { try seed(Self.formerSetting) }

    /// Another key is to take over, once the policy names it. One that waits already is replaced.
    package func setNextMirrorSeed(_ seed: [UInt8]) throws(StorageError) {
        try commit([.setting(Self.nextSetting, seed)])
    }

    /// The key that waits is the mirror's from now on.
    package func takeNextMirrorSeed() throws(StorageError) {
        guard let next = try nextMirrorSeed() else { return }
        let former = try mirrorSeed()
        try write { writer throws(StorageError) in
            try writer.connection.statement("UPDATE mirror SET seed = ?1").run([.blob(next)])
            try writer.apply(.setting(Self.formerSetting, former))
            try writer.apply(.setting(Self.nextSetting, []))
        }
    }

    /// No log's version of the policy names the key before any more.
    package func forgetFormerMirrorSeed() throws(StorageError) { try commit([.setting(Self.formerSetting, [])]) }

    private func seed(_ key: String) throws(StorageError) -> [UInt8]? {
        try setting(key).flatMap { $0.isEmpty ? nil : $0 }
    }
}
