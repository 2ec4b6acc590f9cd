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

    @Test("is what the drop-in for other clocks says it is")
    func clock() throws {
        let text = try String(decoding: SmallFile.read(unit), as: UTF8.self)
        let dropIn = try String(decoding: SmallFile.read("\(Board.repository)/systemd/clock.conf"), as: UTF8.self)
        #expect(text.contains("ProtectClock=yes\n"))
        #expect(dropIn.contains("ProtectClock=no\nSystemCallFilter=adjtimex\n"))
    }
}
