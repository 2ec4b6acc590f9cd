import Glibc
import System
import Testing

@Suite("Growing files and group names")
struct GrowingFileTests {
    @Test("What is added is there at once, and a file that exists is not taken")
    func add() throws {
        let directory = try TemporaryDirectory()
        let path = "\(directory.path)/edges"
        let file = try GrowingFile(path)
        try file.add("one\n")
        #expect(try directory.read("edges") == "one\n")
        try file.add("two\n")
        #expect(try directory.read("edges") == "one\ntwo\n")
        #expect(throws: SystemError.file(call: "open", path: path, errno: EEXIST)) { try GrowingFile(path) }
    }

    @Test("Group 0 is root, and a number that nobody has has no name")
    func groups() throws {
        #expect(GroupName.of(0) == "root")
        #expect(GroupName.of(4_294_967_294) == nil)
        #expect(try FileStatus(of: "/dev/null").group == 0)
        #expect(FileStatus.isUsable("/dev/null") && !FileStatus.isUsable("/nowhere"))
    }
}
