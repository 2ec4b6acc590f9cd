import FoundationEssentials
import Metering
import System

/// What the board has besides lines: a clock with a battery, a watchdog, a light, ports.
extension Diagnosis {
    mutating func checkHardware(of profile: BoardProfile) {
        checkHardwareClock(of: profile)
        checkWatchdog(of: profile)
        if let led = profile.led { checkLight(led) }
        checkPorts(of: profile)
    }

    private mutating func checkHardwareClock(of profile: BoardProfile) {
        let path = "/sys/class/rtc"
        let clocks = Self.entries(path).map { (name: $0, driver: Self.text("\(path)/\($0)/name")) }
        if let clock = clocks.first {
            let isSource = clocks.contains { Self.text("\(path)/\($0.name)/hctosys") == "1" }
            let text = "/dev/\(clock.name) is “\(clock.driver ?? "unknown")”"
            if isSource {
                works("rtc", "\(text), and gave this start its time")
            } else {
                remark(
                    "rtc", "\(text), but gave this start no time: has it a battery, and was it set (sudo hwclock -w)?")
            }
        } else if let remedy = profile.hardwareClock.remedy {
            remark("rtc", "there is none: after a power cut without a network, times are uncertain. \(remedy)")
        }
    }

    private mutating func checkWatchdog(of profile: BoardProfile) {
        guard let watchdog = profile.watchdog else { return }
        guard FileKind(of: watchdog.device) != .nothing else {
            remark(
                "watchdog",
                "there is no \(watchdog.device): a system that hangs stays hung. Load its driver, or use a kernel that has it."
            )
            return
        }
        let name = watchdog.device.split(separator: "/").last.map(String.init) ?? ""
        let identity = Self.text("/sys/class/watchdog/\(name)/identity") ?? "unknown"
        switch Self.text("/sys/class/watchdog/\(name)/state") {
        case "active":
            let timeout = Self.text("/sys/class/watchdog/\(name)/timeout").map { " after \($0) s" } ?? ""
            works("watchdog", "\(watchdog.device), “\(identity)”, resets a system that hangs\(timeout)")
        case let state:
            remark(
                "watchdog",
                "\(watchdog.device), “\(identity)”, is \(state ?? "there"), and nobody feeds it: RuntimeWatchdogSec=\(watchdog.limit.components.seconds)s in /etc/systemd/system.conf makes systemd do so."
            )
        }
    }

    private mutating func checkLight(_ name: String) {
        let path = "/sys/class/leds/\(name)"
        guard FileKind(of: path) == .folder else {
            remark(
                "light",
                "the board's own light “\(name)” is not there; the service uses none but a line of its own (“light”)")
            return
        }
        let trigger = Self.text("\(path)/trigger").flatMap { text in
            text.split(separator: " ").first { $0.hasPrefix("[") }?.dropFirst().dropLast()
        }
        works("light", "the board's own light “\(name)” is the kernel's (\(trigger ?? "no trigger"))")
    }

    private mutating func checkPorts(of profile: BoardProfile) {
        let adapters = Self.entries("/dev/serial/by-id").map { "/dev/serial/by-id/\($0)" }
        let own = profile.serial.map { FileKind(of: $0) == .nothing ? [] : [$0] } ?? []
        for port in own + adapters {
            if FileStatus.isUsable(port) {
                works("serial", "\(port) can be opened")
            } else {
                remark(
                    "serial",
                    "\(port) may not be opened: add the user to its group (sudo usermod -aG dialout heliograph)")
            }
        }
        if own.isEmpty, let serial = profile.serial {
            remark("serial", "\(serial) is not there: the header's port is off. No meter of this version needs it.")
        }
    }

    /// The names in a folder, sorted; none where it is not there.
    private static func entries(_ path: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
    }

    /// What a file of the kernel says, without white space around it.
    static func text(_ path: String) -> String? {
        guard let bytes = try? SmallFile.read(path) else { return nil }
        let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x0A || byte == 0 }
        let text = bytes.drop(while: isSpace).reversed().drop(while: isSpace).reversed()
        return text.isEmpty ? nil : String(decoding: Array(text), as: UTF8.self)
    }
}
