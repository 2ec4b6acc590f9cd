import Signing
import Storage

/// What every bench is given: a place for files, the floors, the amounts.
struct BenchWorkshop {
    let folder: BenchFolder
    let floors: FloorPrograms
    let amounts: BenchAmounts
    /// The processor that everything but a broker runs on.
    let processor: Int
    let cryptography = OpenSSLCryptography()

    /// A new database; one of the same name is forgotten.
    func database(_ name: String) throws -> Database {
        folder.removeDatabase(name)
        let seed = try PrivateKey.generate(.ed25519).rawRepresentation
        return try Database(at: folder.file(name), .create(mirrorSeed: seed), cryptography: cryptography)
    }
}
