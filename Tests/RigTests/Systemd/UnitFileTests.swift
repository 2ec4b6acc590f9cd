import System
import Testing

@Suite("The unit file")
struct UnitFileTests {
    private let unit = "\(Board.repository)/systemd/heliograph.service"

    @Test("leaves at most 1.6 of 10 to an attacker, with GPIO, serial ports and TPM granted")
    func security() async throws {
        let (exit, lines) = try await ChildProcess.run(
            "systemd-analyze", ["security", "--offline=true", "--no-pager", "--threshold=16", unit])
        print(lines.last ?? "systemd-analyze said nothing.")
        #expect(exit == .code(0), "\(lines.joined(separator: "\n"))")
        let text = try String(decoding: SmallFile.read(unit), as: UTF8.self)
        for device in ["char-gpiochip", "char-ttyUSB", "char-ttyACM", "char-ttyAMA", "char-ttyS", "char-tpm"] {
            #expect(text.contains("DeviceAllow=\(device) rw\n"))
        }
    }

    @Test("starts commands that the program has")
    func commands() async throws {
        let text = try String(decoding: SmallFile.read(unit), as: UTF8.self)
        let commands = text.split(separator: "\n").compactMap { line -> String? in
            let words = line.split(separator: " ")
            guard words.count > 1, words[0].hasPrefix("Exec"), words[0].hasSuffix("=/usr/bin/heliograph"),
                !words[1].hasPrefix("/")
            else { return nil }
            return String(words[1])
        }
        #expect(commands == ["init", "run", "reload"])
        let program = try await BoardProgram.all[0].path()
        for command in commands {
            let (exit, lines) = try await ChildProcess.run(program, [command, "--help"])
            #expect(exit == .code(0) && lines.contains { $0.contains("heliograph \(command)") })
        }
    }

    @Test("is what the drop-in for other clocks says it is")
    func clock() throws {
        let text = try String(decoding: SmallFile.read(unit), as: UTF8.self)
        let dropIn = try String(decoding: SmallFile.read("\(Board.repository)/systemd/clock.conf"), as: UTF8.self)
        #expect(text.contains("ProtectClock=yes\n"))
        #expect(dropIn.contains("ProtectClock=no\nSystemCallFilter=adjtimex\n"))
    }
}
