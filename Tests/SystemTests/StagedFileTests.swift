import Glibc
import System
import Testing

@Suite("Files that are read and written in pieces")
struct StagedFileTests {
    @Test("A staged file is there once it is whole, and then all of it")
    func commit() throws {
        let directory = try TemporaryDirectory()
        let path = "\(directory.path)/proof"
        let file = try StagedFile(path)
        var expected: [UInt8] = []
        for number in 0..<100 {
            let piece = Array(repeating: UInt8(number), count: 10_007)
            try file.add(piece)
            expected += piece
        }
        #expect(throws: SystemError.file(call: "open", path: path, errno: ENOENT)) { try SmallFile.read(path) }
        try file.commit()
        #expect(try SmallFile.read(path, limit: 2 << 20) == expected)
        #expect(directory.names() == ["proof"])
        #expect(throws: SystemError.file(call: "open", path: path, errno: EEXIST)) { try StagedFile(path) }
    }

    @Test("One that is let go of leaves nothing behind, and one whose name was taken meanwhile leaves that")
    func abandoned() throws {
        let directory = try TemporaryDirectory()
        do {
            let file = try StagedFile("\(directory.path)/proof")
            try file.add(Array("half".utf8))
        }
        #expect(directory.names().isEmpty)
        do {
            let file = try StagedFile("\(directory.path)/proof")
            try DurableFile.create([1], at: "\(directory.path)/proof", mode: 0o600)
            #expect(throws: SystemError.file(call: "rename", path: "\(directory.path)/proof", errno: EEXIST)) {
                try file.commit()
            }
        }
        #expect(directory.names() == ["proof"])
        #expect(try SmallFile.read("\(directory.path)/proof") == [1])
    }

    @Test("A reader gives a file's bytes in their order, and nothing at its end")
    func read() throws {
        let directory = try TemporaryDirectory()
        let path = "\(directory.path)/file"
        let content = (0..<10_000).map { UInt8(truncatingIfNeeded: $0 * 7) }
        try DurableFile.create(content, at: path, mode: 0o600)
        let reader = try FileReader(path)
        var (bytes, pieces): ([UInt8], Int) = ([], 0)
        while true {
            let piece = try reader.read(limit: 4096)
            guard !piece.isEmpty else { break }
            #expect(piece.count <= 4096)
            bytes += piece
            pieces += 1
        }
        #expect(bytes == content && pieces == 3)
        #expect(throws: SystemError.file(call: "open", path: "\(path)-not", errno: ENOENT)) {
            try FileReader("\(path)-not")
        }
        #expect(throws: SystemError.file(call: "read", path: directory.path, errno: EISDIR)) {
            try FileReader(directory.path).read(limit: 10)
        }
    }
}
