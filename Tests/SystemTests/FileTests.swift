import Glibc
import System
import Testing

@Suite("Files")
struct FileTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func path(_ name: String) -> String { "\(directory.path)/\(name)" }

    @Test("A durable write replaces the whole file and leaves nothing beside it")
    func replace() throws {
        try DurableFile.write(Array("first, and longer".utf8), to: path("a"), mode: 0o600)
        try DurableFile.write(Array("second".utf8), to: path("a"), mode: 0o640)
        #expect(try directory.read("a") == "second")
        #expect(try FileStatus(of: path("a")).permissions == 0o640)
        #expect(directory.names() == ["a"])
    }

    @Test("A secret that takes another's place leaves nothing of its bytes, where somebody still has the old file")
    func takeover() throws {
        try DurableFile.write(Array("the old secret".utf8), to: path("key"), mode: 0o600)
        _ = unsafe link(path("key"), path("held"))
        try DurableFile.write(Array("the new one".utf8), to: path("key.next"), mode: 0o600)
        try DurableFile.replace(path("key"), by: path("key.next"))
        #expect(try directory.read("key") == "the new one" && directory.names() == ["held", "key"])
        #expect(try SmallFile.read(path("held")) == [UInt8](repeating: 0, count: 14))
        #expect(throws: SystemError.file(call: "rename", path: path("key.next"), errno: ENOENT)) {
            try DurableFile.replace(path("key"), by: path("key.next"))
        }
        #expect(try directory.read("key") == "the new one")
        #expect(throws: SystemError.file(call: "open", path: path("none"), errno: ENOENT)) {
            try DurableFile.replace(path("none"), by: path("key"))
        }
    }

    @Test("A durable write that fails leaves the old file, and nothing beside it")
    func failure() throws {
        try directory.makeDirectory("taken")
        try DurableFile.write([1], to: path("taken/inside"), mode: 0o600)
        #expect(throws: SystemError.file(call: "rename", path: path("taken.\(getpid()).new"), errno: EISDIR)) {
            try DurableFile.write([2], to: path("taken"), mode: 0o600)
        }
        #expect(directory.names() == ["taken"])
        #expect(throws: SystemError.file(call: "open", path: "/nowhere/a.\(getpid()).new", errno: ENOENT)) {
            try DurableFile.write([2], to: "/nowhere/a", mode: 0o600)
        }
        _ = unsafe unlink(path("taken/inside"))
        _ = unsafe rmdir(path("taken"))
    }

    @Test("A file that exists is not created again, whatever it is")
    func create() throws {
        try DurableFile.create([1], at: path("key"), mode: 0o600)
        #expect(throws: SystemError.file(call: "open", path: path("key"), errno: EEXIST)) {
            try DurableFile.create([2], at: path("key"), mode: 0o600)
        }
        _ = unsafe symlink("/nowhere", path("link"))
        #expect(throws: SystemError.file(call: "open", path: path("link"), errno: EEXIST)) {
            try DurableFile.create([2], at: path("link"), mode: 0o600)
        }
        #expect(try SmallFile.read(path("key")) == [1])
        let status = try FileStatus(of: path("key"))
        #expect(status.kind == .file && status.isPrivate && status.isOurs && status.size == 1)
        #expect(try FileStatus(of: path("link")).kind == .link)
        #expect(try FileStatus(of: directory.path).kind == .directory)
        #expect(try FileStatus(of: "/dev/null").kind == .device)
    }

    @Test("A file above the limit is refused, and one at the limit is read")
    func limit() throws {
        try DurableFile.write([UInt8](repeating: 7, count: 5000), to: path("large"), mode: 0o600)
        #expect(try SmallFile.read(path("large"), limit: 5000).count == 5000)
        #expect(throws: SystemError.file(call: "read", path: path("large"), errno: EFBIG)) {
            try SmallFile.read(path("large"), limit: 4999)
        }
    }

    @Test("A file keeps its place under another name, and a copy has another")
    func place() throws {
        try DurableFile.create([1], at: path("a"), mode: 0o600)
        try DurableFile.create([1], at: path("copy"), mode: 0o600)
        let place = try FilePlace(of: path("a"))
        _ = unsafe rename(path("a"), path("b"))
        let (renamed, copy) = (try FilePlace(of: path("b")), try FilePlace(of: path("copy")))
        #expect(renamed == place && copy.inode != place.inode && copy.filesystem == place.filesystem)
        #expect(try FilePlace(of: "/proc/self/stat").filesystem == 0, "made anew at every boot")
        #expect(try FilePlace(of: "/proc").isVolatile == false)
        // devtmpfs, where no file system of memory is mounted over it, calls itself tmpfs as well.
        #expect(try FilePlace(of: "/dev/shm").isVolatile)
        #expect(throws: SystemError.file(call: "stat", path: path("a"), errno: ENOENT)) {
            try FilePlace(of: path("a"))
        }
    }

    @Test("An error names its file and says why")
    func words() {
        let error = SystemError.file(call: "open", path: "/nowhere", errno: ENOENT)
        #expect(error.description == "/nowhere: open failed, No such file or directory (errno 2).")
    }
}
