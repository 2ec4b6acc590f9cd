import FoundationEssentials
import GPIO
import Gateway
import Metering
import System

/// What the machine has to offer: lines, clock, disk.
extension Diagnosis {
    /// The lines of meters and light; without a configuration, what there is.
    mutating func checkLines(of configuration: GatewayConfiguration?) {
        let subject = "gpio"
        let lines = configuration?.namedLines ?? []
        if configuration != nil, lines.isEmpty {
            works(subject, "no meter has a GPIO line")
            return
        }
        do throws(GPIOError) {
            let directory = try GPIOLibrary.directory()
            if directory.chips.isEmpty, directory.refused.isEmpty { throw .noChips }
            for refusal in directory.refused { broken(subject, "\(refusal.error)") }
            for (user, line) in lines { checkLine(line, of: user, in: directory) }
            if lines.isEmpty { works(subject, "chips: \(directory.chips.map(\.label).joined(separator: ", "))") }
        } catch {
            broken(subject, "\(error)")
        }
    }

    private mutating func checkLine(_ line: LineConfiguration, of user: String, in directory: LineDirectory) {
        do throws(GPIOError) {
            let address = try directory.find(line.name)
            let isOurs = address.line.holder == "heliograph"
            if address.line.isUsed, !isOurs { throw .lineBusy(line.name, holder: address.line.holder) }
            works(
                "gpio",
                "\(user): line \(line.name) is \(address.unambiguousName)\(isOurs ? ", held by the running service" : "")"
            )
        } catch {
            broken("gpio", "\(user): \(error)")
        }
    }

    /// Whether times can be believed.
    mutating func checkClock(isKeptByHost: Bool) {
        do throws(SystemError) {
            let sample = try SystemClock().sample()
            if sample.isSynchronised {
                works("clock", "synchronised")
            } else if sample.isKeptElsewhere || isKeptByHost {
                remark(
                    "clock",
                    "not synchronised, but kept by \(isKeptByHost ? "the host" : "a hardware clock"): times are marked as informative"
                )
            } else {
                broken(
                    "clock",
                    "not synchronised: counting goes on, but times are marked as uncertain and this gateway does not cosign. Set up NTP: sudo apt install systemd-timesyncd, then timedatectl says whether it works."
                )
            }
        } catch {
            broken("clock", "\(error)")
        }
    }

    /// Whether there is room for years of statements.
    mutating func checkDisk(of file: ConfigurationFile) {
        let folder = file.state.path
        let attributes = try? FileManager.default.attributesOfFileSystem(forPath: folder)
        guard let free = attributes?[.systemFreeSize] as? UInt64 else {
            broken("disk", "\(folder) does not say how much room it has: does the folder exist?")
            return
        }
        let megabytes = free / 1_000_000
        if megabytes < 100 {
            broken("disk", "only \(megabytes) MB are free in \(folder): make room; a full disk stops the signing.")
        } else if megabytes < 1000 {
            remark(
                "disk", "\(megabytes) MB are free in \(folder); four meters with four neighbours need some 4 GB a year")
        } else {
            works("disk", "\(megabytes / 1000) GB are free in \(folder)")
        }
    }
}

extension GatewayConfiguration {
    /// The GPIO lines with those who use them.
    fileprivate var namedLines: [(user: String, line: LineConfiguration)] {
        let ofMeters = meters.compactMap { meter -> (String, LineConfiguration)? in
            if case .pulse(let line, _) = meter.source { (meter.description.name.text, line) } else { nil }
        }
        return ofMeters + (light.map { [("light", $0)] } ?? [])
    }
}
