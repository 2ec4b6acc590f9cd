import GPIO
import Testing

@Suite("The library that is installed")
struct GPIOLibraryTests {
    @Test("It says which it is")
    func version() throws {
        let major = try #require(GPIOLibrary.version.split(separator: ".").first.flatMap { Int($0) })
        #expect(major == 1 || major == 2)
    }

    @Test("A line that no board has is refused with this machine's reason")
    func missing() throws {
        let line = LineName.named("heliograph-test-no-such-line")
        let directory = try GPIOLibrary.directory()
        #expect(throws: GPIOError.self) { try directory.find(line) }
        #expect(throws: GPIOError.self) { try EdgeSource([InputRequest(line: line)]) }
        #expect(throws: GPIOError.self) { try StatusLight(on: line) }
    }
}
