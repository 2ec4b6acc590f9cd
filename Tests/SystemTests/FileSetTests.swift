import Glibc
import System
import Testing

@Suite("Files that come together")
struct FileSetTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func path(_ name: String) -> String { "\(directory.path)/\(name)" }

    private func planned(_ name: String, _ text: String, previous: String? = nil) -> PlannedFile {
        PlannedFile(
            path: path(name), content: SecretBytes(copying: Array(text.utf8)), mode: 0o600,
            previous: previous.map(path))
    }

    @Test("are all written, new ones and those that take another's place, with their modes and nothing beside them")
    func all() throws {
        try DurableFile.create(Array("old".utf8), at: path("b"), mode: 0o644)
        try FileSet.create([planned("a", "first"), planned("b", "second", previous: "b.previous"), planned("c", "")])
        #expect(directory.names().sorted() == ["a", "b", "b.previous", "c"])
        #expect(try directory.read("a") == "first" && directory.read("b") == "second" && directory.read("c") == "")
        #expect(try directory.read("b.previous") == "old")
        #expect(try FileStatus(of: path("b")).permissions == 0o600)
    }

    @Test(
        "are none when one cannot be: a name is taken, a folder is missing, what it should replace is not there",
        arguments: [
            ("taken", nil, "link", EEXIST), ("nowhere/a", nil, "open", ENOENT), ("new", "kept", "link", ENOENT),
            ("taken", "b.previous", "link", EEXIST),
        ] as [(String, String?, String, Int32)])
    func none(name: String, previous: String?, call: String, errno: Int32) throws {
        for other in ["taken", "b", "b.previous"] {
            try DurableFile.create(Array(other.utf8), at: path(other), mode: 0o644)
        }
        let files = [
            planned("a", "first"), planned("b", "second", previous: "b.before"),
            planned(name, "third", previous: previous),
            planned("z", "last"),
        ]
        let error = #expect(throws: SystemError.self) { try FileSet.create(files) }
        guard case .file(let failed, _, let code)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(failed == call && code == errno)
        #expect(directory.names().sorted() == ["b", "b.previous", "taken"])
        for other in ["taken", "b", "b.previous"] { #expect(try directory.read(other) == other) }
    }
}
