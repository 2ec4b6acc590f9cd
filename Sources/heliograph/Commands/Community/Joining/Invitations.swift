import FoundationEssentials
import Gateway
import Metering
import Statements
import System

/// Who was invited, and with which invitation somebody joined: a file each, which is on the disk before anybody is told.
///
/// An invitation is known by the public half of its key, so that whoever reads the files cannot join with them.
struct Invitations {
    /// How long the files of an invitation stay that has ended, so that it is refused with the reason.
    private static let memory: Duration = .seconds(30 * 86_400)

    private let folder: String

    init(in authority: AuthorityFolder) { folder = "\(authority.path)/invitations" }

    /// What an invitation is still good for.
    enum State: Hashable {
        case unknown, expired, open
        /// Somebody has joined with it: who, as ``JoinRequest`` tells one from the other.
        case used(by: String)
    }

    /// Puts down a new one, and forgets those that ended long ago.
    func add(_ key: [UInt8], until end: UnixTime, now: UnixTime) throws(Finding) {
        try AuthorityFolder.makePrivate(folder)
        for name in try names() {
            guard let old = try self.end(of: name), old + Self.memory < now else { continue }
            for path in ["\(folder)/\(name)", used(name)] { try? FileManager.default.removeItem(atPath: path) }
        }
        try NewFile.write("\(folder)/\(hexadecimal(key))", Array("\(end.seconds)\n".utf8), mode: 0o600)
    }

    /// How an invitation stands.
    func state(of key: [UInt8], now: UnixTime) throws(Finding) -> State {
        let name = hexadecimal(key)
        guard let end = try self.end(of: name) else { return .unknown }
        if FileKind(of: used(name)) != .nothing {
            let text = String(decoding: try InputFile.read(used(name)), as: UTF8.self)
            return .used(by: String(text.prefix { $0 != "\n" }))
        }
        return end < now ? .expired : .open
    }

    /// Puts down that somebody joins with an invitation. Of two who do it at once one fails.
    func use(_ key: [UInt8], by who: String) throws(Finding) {
        try NewFile.write(used(hexadecimal(key)), Array("\(who)\n".utf8), mode: 0o600)
    }

    /// Until when somebody may still knock; `nil` where no invitation waits.
    func lastEnd(now: UnixTime) throws(Finding) -> UnixTime? {
        guard FileKind(of: folder) == .folder else { return nil }
        var last: UnixTime?
        for name in try names() {
            if let end = try self.end(of: name), end >= now, end > last ?? now { last = end }
        }
        return last
    }

    private func names() throws(Finding) -> [String] {
        try Finding.attempt { try FileManager.default.contentsOfDirectory(atPath: folder) }
            .filter { $0.count == 64 }
    }

    private func end(of name: String) throws(Finding) -> UnixTime? {
        let path = "\(folder)/\(name)"
        guard FileKind(of: path) != .nothing else { return nil }
        let words = String(decoding: try InputFile.read(path), as: UTF8.self).split(separator: "\n")
        guard let end = words.first.flatMap({ Int64($0) }), (0...8_589_934_591).contains(end) else {
            throw .unusable("\(path) does not say when the invitation ends: move it away.")
        }
        return UnixTime(seconds: end)
    }

    private func used(_ name: String) -> String { "\(folder)/\(name).used" }
}
