import Glibc
import System
import Testing

@Suite("Entries for systemd's journal")
struct JournalTests {
    @Test("A value of one line follows “=”, one of several lines follows its length")
    func layout() {
        var entry = JournalEntry("started", priority: 6)
        entry.add("HELIOGRAPH_meter", "pv")
        entry.add("REASON", "one\ntwo")
        let expected =
            Array("MESSAGE=started\nPRIORITY=6\nHELIOGRAPH_METER=pv\nREASON\n".utf8) + [7, 0, 0, 0, 0, 0, 0, 0]
            + Array("one\ntwo\n".utf8)
        #expect(entry.bytes == expected)
    }

    @Test(
        "Names become what journald takes",
        arguments: [
            ("a-b.c d", "A_B_C_D"), ("_PID", "PID"), ("9lives", "LIVES"), ("é", "FIELD"), ("", "FIELD"),
            (String(repeating: "x", count: 80), String(repeating: "X", count: 64)),
        ])
    func names(name: String, expected: String) {
        var entry = JournalEntry("", priority: 6)
        entry.add(name, "value")
        #expect(String(decoding: entry.bytes, as: UTF8.self).contains("\n\(expected)=value\n"))
    }

    @Test("A value that no datagram holds is cut between characters, and says so")
    func cut() {
        let entry = JournalEntry("x" + String(repeating: "é", count: 20_000), priority: 3)
        let text = String(decoding: entry.bytes, as: UTF8.self)
        #expect(text.contains("é… (7234 bytes more)\nPRIORITY=3\n"))
        #expect(!text.contains("\u{FFFD}"))
    }

    @Test("An entry is one datagram, and nobody waits for a journal that does not read")
    func socket() throws {
        let directory = try TemporaryDirectory()
        let receiver = try DatagramReceiver("\(directory.path)/journal")
        let journal = try #require(JournalSocket(address: "\(directory.path)/journal"))
        #expect(journal.send(JournalEntry("hello", priority: 6)))
        #expect(receiver.next() == "MESSAGE=hello\nPRIORITY=6\n")
        let large = JournalEntry(String(repeating: "x", count: 30_000), priority: 6)
        var sentCount = 0
        while sentCount < 10_000, journal.send(large) { sentCount += 1 }
        #expect(sentCount < 10_000, "a full socket refuses")
        #expect(!(try #require(JournalSocket(address: "/nowhere/journal"))).send(large))
    }

    @Test("Standard error leads to the journal only where systemd connected it")
    func stream() {
        var status = stat()
        unsafe fstat(STDERR_FILENO, &status)
        #expect(JournalSocket.isErrorStream("\(status.st_dev):\(status.st_ino)"))
        #expect(!JournalSocket.isErrorStream("\(status.st_dev):\(status.st_ino + 1)"))
        #expect(!JournalSocket.isErrorStream(nil))
        #expect(!JournalSocket.isErrorStream(""))
    }
}
