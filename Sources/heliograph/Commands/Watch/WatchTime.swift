import Metering

/// When something arrived, by both clocks: ages grow with the monotonic one, which never jumps.
struct WatchTime: Hashable, Sendable {
    let monotonic: MonotonicTime
    let utc: UnixTime
}
