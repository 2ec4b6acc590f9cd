import FoundationEssentials
import Gateway
import Metering
import Signing
import System
import Testing

/// Who is not let in, and what it is told.
@Suite("Somebody who wants to join", .needs(.mosquittoSub))
final class RefusedGuestTests {
    private let folder: TemporaryFolder
    private let street: FoundedStreet
    private let cryptography = OpenSSLCryptography()

    init() async throws {
        folder = try TemporaryFolder()
        street = try await FoundedStreet(in: folder.path)
    }

    /// An invitation with something else in it.
    private func changed(
        _ line: String, end: Int64? = nil, code: [UInt8]? = nil, door: UInt16? = nil, street name: String? = nil
    ) throws -> String {
        let old = try Invitation(line: line, cryptography)
        return try Invitation(
            street: name.map { try Name($0) } ?? old.street, host: old.host, brokerPort: old.brokerPort,
            doorPort: door ?? old.doorPort, end: end.map { UnixTime(seconds: $0) } ?? old.end, anchor: old.anchor,
            code: code ?? old.code
        ).line(cryptography)
    }

    @Test("is let in once with an invitation, and again only as the same gateway, after any restart")
    func used() async throws {
        let line = try await street.take(in: "roof-2")
        let (exit, said) = try await ChildProcess.run(
            "openssl",
            [
                "verify", "-CAfile", "\(street.folder("roof-2"))/street.pem",
                "\(street.folder("roof-2"))/gateway.pem",
            ])
        #expect(exit == .code(0), "\(said)")
        #expect(
            try SmallFile.read("\(street.folder("roof-2"))/street.pem")
                == SmallFile.read("\(street.folder("roof-1"))/street/authority.pem"))

        let second = try await street.join("roof-3", line)
        let door = try await street.open(to: try #require(second.fingerprint))
        let refused = await second.end()
        #expect(
            refused.exit == .code(1) && refused.lines.contains { $0.contains("used already, by another gateway") },
            "\(refused.lines)")
        #expect(!FileManager.default.fileExists(atPath: "\(street.folder("roof-3"))/gateway.pem"))

        // The first one lost the answer before it was on its disk: same keys, same line, same door.
        try FileManager.default.removeItem(atPath: "\(street.folder("roof-2"))/gateway.pem")
        let again = try await street.join("roof-2", line)
        let ended = await again.end()
        #expect(ended.exit == .code(0), "\(ended.lines)")
        #expect(await door.wait() == .code(0))
        // Once it is in, nothing is asked.
        let third = await (try await street.join("roof-2", line)).end()
        #expect(third.exit == .code(0) && third.lines.contains { $0.contains("has joined") }, "\(third.lines)")
    }

    @Test("is refused after the invitation's time, by its own clock and by the street's")
    func expired() async throws {
        let line = try await street.invite()
        let late = await (try await street.join("roof-2", try changed(line, end: 1_700_000_000))).end()
        #expect(
            late.exit == .code(1) && late.lines.contains { $0.contains("ended at 2023-11-14T22:13:20Z") },
            "\(late.lines)")
        #expect(!FileManager.default.fileExists(atPath: street.folder("roof-2")), "something was made")

        // Its time is over, and whoever holds it has changed the line.
        let invitations = "\(street.folder("roof-1"))/street/invitations"
        let name = try #require(try FileManager.default.contentsOfDirectory(atPath: invitations).first)
        try Data("\(try SystemClock().utc().seconds - 100)\n".utf8).write(to: URL(filePath: "\(invitations)/\(name)"))
        _ = try await street.invite()  // one that waits, or the door would not open
        let guest = try await street.join("roof-2", line)
        let door = try await street.open(to: try #require(guest.fingerprint))
        let refused = await guest.end()
        #expect(
            refused.exit == .code(1) && refused.lines.contains { $0.contains("time is over: ask for a new one") },
            "\(refused.lines)")
        door.signal(SignalNumber.terminate)
    }

    @Test("is refused with a code that nobody gave out")
    func unknown() async throws {
        let line = try changed(try await street.invite(), code: Array(repeating: 1, count: 16))
        let guest = try await street.join("roof-2", line)
        let door = try await street.open(to: try #require(guest.fingerprint))
        let refused = await guest.end()
        #expect(
            refused.exit == .code(1) && refused.lines.contains { $0.contains("knows no such invitation") },
            "\(refused.lines)")
        door.signal(SignalNumber.terminate)
    }

    @Test("is refused with the name of another gateway, and let in with one of its own, by the same line")
    func nameTaken() async throws {
        let line = try await street.invite()
        let guest = try await street.join("roof-1", line, in: street.folder("new"))
        let door = try await street.open(to: try #require(guest.fingerprint))
        let refused = await guest.end()
        #expect(
            refused.exit == .code(1) && refused.lines.contains { $0.contains("another --gateway") }, "\(refused.lines)")
        door.signal(SignalNumber.terminate)
        _ = await door.wait()

        let renamed = try await street.join("roof-9", line, in: street.folder("new"))
        let next = try await street.open(to: try #require(renamed.fingerprint))
        let ended = await renamed.end()
        #expect(ended.exit == .code(0), "\(ended.lines)")
        #expect(await next.wait() == .code(0))
        let card = String(decoding: try SmallFile.read("\(street.folder("new"))/card.txt"), as: UTF8.self)
        #expect(card.contains("linden.energy/roof-9"))
        // From then on the name is for ever.
        let late = await (try await street.join("roof-8", line, in: street.folder("new"))).end()
        #expect(late.exit == .code(2) && late.lines.contains { $0.contains("a name is for ever") }, "\(late.lines)")
    }

    @Test("sends nothing to a broker that has another authority's certificate")
    func stranger() async throws {
        let other = try await FoundedStreet(in: "\(folder.path)/other")
        let line = try await street.invite()
        _ = try await other.invite()
        let guest = try await street.join("roof-2", try changed(line, door: other.doorPort))
        let door = try await other.open(to: try #require(guest.fingerprint))
        let refused = await guest.end()
        #expect(
            refused.exit == .code(2) && refused.lines.contains { $0.contains("not the broker of the one who invited") },
            "\(refused.lines)")
        door.signal(SignalNumber.terminate)
        let heard = await door.lines.reduce(into: []) { $0.append($1) }
        #expect(!heard.contains { $0.contains("asks to join") })
    }

    @Test(
        "is heard at the door by nobody but the inviter, and without a certificate the street's broker lets nobody in")
    func strangers() async throws {
        try await street.startBroker()
        let line = try await street.invite()
        let guest = try await street.join("roof-2", line)
        // The door opens for somebody else's fingerprint first, so that the stranger is there when roof-2 asks.
        let closed = try await street.open(to: "0000 0000 0000 0000 0000")
        func listen(at port: UInt16) async throws -> ChildProcess {
            try await ChildProcess.start(
                ChildCommand(
                    "mosquitto_sub",
                    [
                        "-V", "mqttv5", "-h", "127.0.0.1", "-p", "\(port)", "--cafile",
                        "\(street.folder("roof-1"))/street/authority.pem", "-t", "#", "-F", "heard %t", "-W", "8", "-d",
                    ], output: .lines, errors: .lines, endsWithParent: true))
        }
        var stranger = try await listen(at: street.doorPort)
        var isIn = false
        for _ in 0..<50 where !isIn {
            for await said in stranger.lines where said.contains("SUBACK") || said.contains("Error") {
                isIn = said.contains("SUBACK")
                break
            }
            if !isIn { stranger = try await listen(at: street.doorPort) }
        }
        #expect(isIn, "the stranger was not at the door, so that the test shows nothing")
        let second = try await street.join("roof-3", line)
        let (_, lines) = try await ChildProcess.run(
            "mosquitto_sub",
            [
                "-V", "mqttv5", "-h", "127.0.0.1", "-p", "\(street.port)", "--cafile",
                "\(street.folder("roof-1"))/street/authority.pem", "-t", "#", "-W", "3", "-d",
            ])
        #expect(!lines.contains { $0.contains("SUBACK") || $0.contains("CONNACK (0)") }, "\(lines)")
        try await Task.sleep(for: .seconds(3))
        closed.signal(SignalNumber.terminate)
        for child in [guest.process, second.process] { child.signal(SignalNumber.terminate) }
        let heard = await stranger.lines.reduce(into: []) { $0.append($1) }
        #expect(!heard.contains { $0.hasPrefix("heard") }, "\(heard)")
        await street.end()
    }

    @Test("has a line that can be used, or is told what is wrong with it before anything is made")
    func lines() async throws {
        let line = try await street.invite()
        for (bad, words) in [
            (String(line.dropLast(7)), "copy the whole line again"), ("https://example.org", "that is no invitation"),
            (line.replacing("join:1:", with: "join:9:"), "version 9"),
        ] {
            let refused = await (try await street.join("roof-2", bad)).end()
            #expect(refused.exit == .code(2) && refused.lines.contains { $0.contains(words) }, "\(refused.lines)")
        }
        let name = await (try await street.join("Roof 2", line)).end()
        #expect(name.exit == .code(2) && name.lines.contains { $0.contains("is not a name") }, "\(name.lines)")
        #expect(!FileManager.default.fileExists(atPath: street.folder("roof-2")), "something was made")
    }

    @Test("is not let in with another fingerprint than the one that was read out, nor answered")
    func fingerprint() async throws {
        let line = try await street.invite()
        let guest = try await street.join("roof-2", line)
        let door = try await ChildProcess.start(
            ChildCommand(
                try HeliographProgram.path,
                [
                    "community", "invite", "--wait", "--admit", "0000 0000 0000 0000 0000", "-c",
                    street.folder("roof-1"),
                ], output: .lines, errors: .lines, endsWithParent: true))
        for await said in door.lines where said.contains("not the one of --admit") { break }
        #expect(guest.process.isRunning && door.isRunning)
        door.signal(SignalNumber.terminate)
        _ = await door.wait()
        let right = try await street.open(to: try #require(guest.fingerprint))
        let ended = await guest.end()
        #expect(ended.exit == .code(0), "\(ended.lines)")
        #expect(await right.wait() == .code(0))
    }
}
