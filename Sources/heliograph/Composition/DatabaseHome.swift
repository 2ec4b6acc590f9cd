import Ledger
import Signing
import Statements
import Storage
import System

/// Where a database belongs: the machine, the file system and the place on it where it last worked. A copy, an image from a
/// backup and a card in another machine lie elsewhere, and may know less of the log than others do.
struct DatabaseHome: Hashable {
    /// The store's name for it.
    static let setting = "home"
    /// The machine's own number, machine-id(5).
    static let machineFile = "/etc/machine-id"

    /// Hashed, as machine-id(5) asks of programs; what is made anew at every boot is not counted.
    private let machine: String
    private let filesystem: String
    private let inode: String
    /// Whether the machine's number lies in memory, while the database does not.
    let isMachineForgotten: Bool

    /// As the store has it: three words.
    var text: String { "\(machine) \(filesystem) \(inode)" }

    /// Where the file at `path` lies now.
    init(of path: String, machineFile: String = machineFile) throws(SystemError) {
        let place = try FilePlace(of: path)
        isMachineForgotten = !place.isVolatile && (try? FilePlace(of: machineFile).isVolatile) == true
        // A machine without a number has the hash of nothing.
        let number = isMachineForgotten ? [] : (try? SmallFile.read(machineFile)) ?? []
        machine = String(OpenSSLCryptography().sha256(number).description.prefix(16))
        filesystem = String(place.filesystem, radix: 16)
        inode = String(place.inode, radix: 16)
    }

    /// Compares where the database lies with where it last worked, and remembers where it lies. A database that lies elsewhere
    /// has to be recovered before anything is signed; that is on the disk when this returns. One that never worked has no home
    /// yet: it may have been made on another machine than the one that it is for.
    /// - Returns: what its owner should know.
    static func settle(
        _ database: Database, at path: String, machineFile: String = machineFile
    ) async throws -> [String] {
        let here = try DatabaseHome(of: path, machineFile: machineFile)
        let known = try await database.setting(setting)
        let remarks = here.remarks(after: known, machineFile: machineFile)
        guard known != Array(here.text.utf8) else { return remarks }
        var changes: [LedgerChange] = [.setting(setting, Array(here.text.utf8))]
        let isUnfinished = try await database.setting(Recovery.setting).map { !$0.isEmpty } ?? false
        if known != nil, !isUnfinished { changes.append(.setting(Recovery.setting, Recovery(.foreign).bytes)) }
        try await database.commit(changes)
        return remarks
    }

    /// What the owner of a database should know of its place.
    /// - Parameter known: what the store has of where it last worked.
    func remarks(after known: [UInt8]?, machineFile: String = machineFile) -> [String] {
        var remarks: [String] = []
        if isMachineForgotten {
            remarks.append(
                "\(machineFile) lies in memory and is made anew at every boot, so this machine is not told from another one: “systemd-machine-id-setup --commit”, with the root file system writable, makes it last"
            )
        }
        if let known, let difference = difference(from: known) {
            remarks.append(
                "the database is not where it last worked: \(difference). Others may know more of its log, so every mirror is asked before anything is signed"
            )
        }
        return remarks
    }

    /// What is another than it was; `nil` for nothing.
    private func difference(from known: [UInt8]) -> String? {
        let text = String(decoding: known, as: UTF8.self)
        guard text != self.text else { return nil }
        let words = text.split(separator: " ").map(String.init)
        guard words.count == 3 else { return "“\(text)” is no place that this version knows" }
        let (isMachine, isFilesystem, isFile) = (words[0] == machine, words[1] == filesystem, words[2] == inode)
        if !isMachine, isFilesystem, isFile {
            return
                "it is the same file, and the machine is another. A disk that was put into another machine is; so is a machine whose \(Self.machineFile) is not kept from one boot to the next, and that would be said at every start: “systemd-machine-id-setup --commit” makes it last"
        }
        let parts = [isMachine ? nil : "machine", isFilesystem ? nil : "file system", isFile ? nil : "file"]
        let others = parts.compactMap { $0 }.map { "another \($0)" }.joined(separator: ", ")
        return "\(others), as of a copy, a restored backup, or a card in another machine"
    }
}
