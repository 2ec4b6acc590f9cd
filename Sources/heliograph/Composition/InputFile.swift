import Glibc
import System

/// Files that a person names on the command line.
struct InputFile {
    private static let pieceSize = 256 << 10

    /// The first piece, or all of a shorter file.
    let beginning: [UInt8]
    private let reader: FileReader
    private let path: String

    /// Opens a file that is read once, a piece at a time; a pipe will do.
    /// - Throws: an unusable ``Finding`` with the file's name and the reason.
    init(_ path: String) throws(Finding) {
        self.path = path
        do throws(SystemError) {
            reader = try FileReader(path)
            var beginning: [UInt8] = []
            while beginning.count < Self.pieceSize {
                let piece = try reader.read(limit: Self.pieceSize - beginning.count)
                guard !piece.isEmpty else { break }
                beginning += piece
            }
            self.beginning = beginning
        } catch {
            throw Self.finding(error)
        }
    }

    /// What follows ``beginning`` and what was returned before.
    /// - Returns: nothing at the end.
    func next() throws(Finding) -> [UInt8] {
        do throws(SystemError) { return try reader.read(limit: Self.pieceSize) } catch { throw Self.finding(error) }
    }

    /// All of a file of which nothing but ``beginning`` was read.
    /// - Parameter limit: longer ones are refused.
    func whole(limit: Int) throws(Finding) -> [UInt8] {
        var (bytes, piece) = (beginning, beginning)
        while !piece.isEmpty {
            guard bytes.count <= limit else { throw Self.finding(.file(call: "read", path: path, errno: EFBIG)) }
            piece = try next()
            bytes += piece
        }
        return bytes
    }

    /// The file's bytes.
    /// - Throws: an unusable ``Finding`` with the file's name and the reason.
    static func read(_ path: String, limit: Int = 1 << 20) throws(Finding) -> [UInt8] {
        do throws(SystemError) { return try SmallFile.read(path, limit: limit) } catch { throw finding(error) }
    }

    private static func finding(_ error: SystemError) -> Finding {
        guard case .file(_, _, EACCES) = error else { return .unusable("\(error)") }
        return .unusable("\(error) Only root and the service's user may: run this with sudo.")
    }
}
