import Gateway
import Metering
import System

/// What the machine's clock is worth.
extension Diagnosis {
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
}
