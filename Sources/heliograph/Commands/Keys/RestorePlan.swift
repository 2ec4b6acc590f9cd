import FoundationEssentials
import Gateway
import Signing
import Statements
import System

/// What is to be written where, decided as a whole before anything is.
struct RestorePlan {
    /// A file of the backup in its place.
    struct Place {
        let path: String
        let purpose: String
        let content: SecretBytes
        let isSecret: Bool
        /// Whether it is there already, as it is to be.
        var isKept = false
        /// What the file that is in its place now will be called.
        var previous: String?

        /// For people.
        var state: String { isKept ? "kept" : previous == nil ? "made" : "replaced" }
    }

    /// The configuration of the backup, in its new place.
    let file: ConfigurationFile
    /// Keys first: with them and nothing else a gateway does not start under another name.
    private(set) var places: [Place] = []

    /// Whether a policy came with the backup, which may be older than its community's by now.
    var hasPolicy: Bool { places.contains { $0.path == file.path(of: .policy) } }

    /// - Parameters:
    ///   - path: where the configuration is to lie; the other places follow from it.
    ///   - source: the backup, for words.
    /// - Throws: an unusable ``Finding`` where the parts do not belong together.
    init(of opened: OpenedBackup, to path: String, from source: String) throws(Finding) {
        guard let configuration = opened.backup.file(.configuration) else {
            preconditionFailure("a backup without a configuration is not read")
        }
        let path = FileKind(of: path) == .folder ? "\(path)/\(ConfigurationFile.usualName)" : path
        file = try ConfigurationFile(path: path, configuration.bytes)
        guard file.configuration.origin == opened.backup.origin else {
            throw .unusable(
                "\(source): it is a backup of \(opened.backup.origin), with a configuration of \(file.configuration.origin). Use another copy."
            )
        }
        try add(opened, source)
    }

    /// Makes the folders that are missing, without which a name such as `../policy` leads nowhere, and looks at what is there.
    /// - Throws: an unusable ``Finding`` with everything that is in the way.
    mutating func prepare() throws(Finding) {
        do {
            for folder in [file.folder, file.state.path] + places.map({ ConfigurationFile.folder(of: $0.path) })
            where FileKind(of: folder) == .nothing {
                try FileManager.default.createDirectory(
                    atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o750])
            }
        } catch {
            throw .unusable("a folder could not be made: \(error). Nothing was written.")
        }
        var obstacles: [String] = []
        for index in places.indices {
            do throws(Finding) {
                try places[index].compare(ownedBy: file.keyOwner?.user)
            } catch {
                obstacles.append(error.message)
            }
        }
        guard obstacles.isEmpty else {
            throw .unusable("nothing was written:\n" + obstacles.joined(separator: "\n"))
        }
    }

    private mutating func add(_ opened: OpenedBackup, _ source: String) throws(Finding) {
        for key in opened.keys {
            guard let path = file.path(of: key.role) else {
                throw .unusable("\(source): its configuration has no place for its \(key.role.rawValue) key.")
            }
            do throws(SigningError) {
                let pem = try key.material.pem
                add(Place(path: path, purpose: key.role.purpose, content: pem, isSecret: true))
            } catch {
                throw .unusable("\(error)")
            }
        }
        for part in opened.backup.files {
            guard let path = file.path(of: part.role) else {
                throw .unusable("\(source): its configuration has no place for its \(part.role.rawValue).")
            }
            add(
                Place(
                    path: path, purpose: part.role.purpose, content: SecretBytes(copying: part.bytes), isSecret: false))
        }
    }

    /// One file can be two things, as a certificate that is its own authority.
    private mutating func add(_ place: Place) {
        if !places.contains(where: { $0.path == place.path && $0.content == place.content }) { places.append(place) }
    }

    /// Writes what is missing: all of it, or none.
    func carryOut() throws(Finding) {
        let missing = places.filter { !$0.isKept }
        do throws(SystemError) {
            try FileSet.create(
                missing.map { place in
                    place.isSecret
                        ? file.keyFile(place.path, place.content)
                        : file.plainFile(place.path, place.content, previous: place.previous)
                })
        } catch {
            throw .unusable("\(error) Nothing was written.")
        }
    }
}

extension RestorePlan.Place {
    /// Looks at what is there now.
    /// - Parameter owner: a user whose key this process may read besides its own.
    /// - Throws: an unusable ``Finding`` where that must not be touched.
    fileprivate mutating func compare(ownedBy owner: UInt32?) throws(Finding) {
        guard isSecret else {
            guard FileKind(of: path) != .nothing else { return }
            isKept = SecretBytes(copying: try InputFile.read(path)) == content
            guard !isKept else { return }
            let name = "\(path).previous"
            guard FileKind(of: name) == .nothing else {
                throw .unusable(
                    "\(path) is another than the backup's, and \(name) is there already: move one of them away.")
            }
            previous = name
            return
        }
        do throws(SigningError) {
            let (here, wanted) = (try KeyMaterial(file: path, ownedBy: owner), try KeyMaterial(pem: content))
            isKept = here.fingerprint == wanted.fingerprint
        } catch {
            if case .fileMissing = error { return }
            throw .unusable("\(error) It is in the way, and a key is never overwritten.")
        }
        guard isKept else {
            throw .unusable(
                "\(path) is there, and is not the backup's key: a key is never overwritten. If it is not needed any more, move it away; if it is another gateway's, name another place with --directory."
            )
        }
    }
}
