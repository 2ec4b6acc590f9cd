/// What one life of a service leaves to the next about a line whose request the kernel keeps open in between: enough to
/// go on with the next edge as if nothing had happened.
///
/// It belongs into one transaction with the register: the register holds every pulse that these edges made.
package struct LineMemory: Hashable, Sendable {
    /// The boot in which the line was requested; no request outlives it.
    package let boot: BootIdentity
    /// When the line was requested, which tells the request apart from others of this boot.
    package let opened: MonotonicTime
    /// Up to when the register beside this is the whole truth.
    package let countedUntil: MonotonicTime
    /// Whether the life that wrote this had stopped to read the line before: then no edge is missing between this and
    /// the first one that the next life reads.
    package let isComplete: Bool
    /// Where the filter stood.
    private let filter: PulseFilterState

    /// `nil` for a filter whose line this program did not request, or whose edges are not numbered.
    package init?(
        boot: BootIdentity, countedUntil: MonotonicTime, isComplete: Bool, filter: PulseFilterState
    ) {
        guard let opened = filter.opened, filter.sequence != nil else { return nil }
        self.boot = boot
        self.opened = opened
        self.countedUntil = countedUntil
        self.isComplete = isComplete
        self.filter = filter
    }

    /// Where the next life's filter begins.
    package var resumption: PulseFilterState {
        var state = filter
        if !isComplete { state.unseenSince = state.unseenSince ?? countedUntil }
        return state
    }

    /// What is to be stored before the next life reads its first edge: from then on this is not all that was read.
    package var reopened: LineMemory { LineMemory(self, isComplete: false) }

    private init(_ memory: LineMemory, isComplete: Bool) {
        boot = memory.boot
        opened = memory.opened
        countedUntil = memory.countedUntil
        self.isComplete = isComplete
        filter = memory.filter
    }

    /// Whether this is about the request that was made in `boot` at `opened`.
    package func isOf(boot: BootIdentity, opened: MonotonicTime) -> Bool {
        self.boot == boot && self.opened == opened
    }
}

/// 62 bytes, integers big-endian, times in ns of `CLOCK_MONOTONIC`:
///
/// | offset | size | what |
/// |---|---|---|
/// | 0 | 1 | version, 1 |
/// | 1 | 8 | boot |
/// | 9 | 8 | opened |
/// | 17 | 8 | counted until |
/// | 25 | 1 | bits: 0 complete; 1 the line is on since the newest edge; 2 departed; 3-4 the level that counts: 0 none, 1 off, 2 on since an unknown time, 3 on; 5 reported as stuck; 6 edges may be unseen; 7 zero |
/// | 26 | 4 | the newest edge's number, 0 before the first |
/// | 30 | 8 | its time, 0 before the first |
/// | 38 | 8 | the first edge away from the level that counts; 0 unless departed |
/// | 46 | 8 | where on began; 0 unless the level is 3 |
/// | 54 | 8 | since when edges may be unseen; 0 unless they may |
///
/// Whatever differs from this is discarded, and the line is taken as one that nobody remembers.
extension LineMemory {
    private static let version: UInt8 = 1
    private static let byteCount = 62

    private struct Flags: OptionSet {
        let rawValue: UInt8

        static let complete = Flags(rawValue: 1)
        static let rawOn = Flags(rawValue: 1 << 1)
        static let departed = Flags(rawValue: 1 << 2)
        static let off = Flags(rawValue: 1 << 3)
        static let on = Flags(rawValue: 2 << 3)
        static let onSince = Flags(rawValue: 3 << 3)
        static let reported = Flags(rawValue: 1 << 5)
        static let unseen = Flags(rawValue: 1 << 6)
    }

    /// The encoding above.
    package var bytes: [UInt8] {
        var flags: Flags = []
        var onSince: MonotonicTime?
        if isComplete { flags.insert(.complete) }
        if filter.isRawOn { flags.insert(.rawOn) }
        if filter.departure != nil { flags.insert(.departed) }
        if filter.unseenSince != nil { flags.insert(.unseen) }
        switch filter.level {
        case nil: break
        case .off: flags.formUnion(.off)
        case .on(let since, let isReported):
            onSince = since
            flags.formUnion(since == nil ? .on : .onSince)
            if isReported { flags.insert(.reported) }
        }
        return [Self.version] + boot.bytes + Self.bytes(opened.nanoseconds) + Self.bytes(countedUntil.nanoseconds)
            + [flags.rawValue] + Self.bytes(filter.sequence ?? 0) + Self.bytes(filter.rawSince.nanoseconds)
            + Self.bytes(filter.departure?.nanoseconds ?? 0) + Self.bytes(onSince?.nanoseconds ?? 0)
            + Self.bytes(filter.unseenSince?.nanoseconds ?? 0)
    }

    /// Reads the encoding above; `nil` for anything else.
    package init?(bytes: [UInt8]) {
        guard bytes.count == Self.byteCount, bytes[0] == Self.version, let boot = BootIdentity(Array(bytes[1..<9]))
        else { return nil }
        let flags = Flags(rawValue: bytes[25])
        let opened = Self.time(bytes, at: 9)
        var filter = PulseFilterState(opened: opened)
        filter.isRawOn = flags.contains(.rawOn)
        filter.sequence = UInt32(truncatingIfNeeded: Self.number(bytes[26..<30]))
        filter.rawSince = Self.time(bytes, at: 30)
        if flags.contains(.departed) { filter.departure = Self.time(bytes, at: 38) }
        if flags.contains(.unseen) { filter.unseenSince = Self.time(bytes, at: 54) }
        switch flags.intersection(.onSince) {
        case .onSince:
            filter.level = .on(since: Self.time(bytes, at: 46), isReported: flags.contains(.reported))
        case .on: filter.level = .on(since: nil, isReported: flags.contains(.reported))
        case .off: filter.level = .off
        default: filter.level = nil
        }
        self.init(
            boot: boot, countedUntil: Self.time(bytes, at: 17), isComplete: flags.contains(.complete), filter: filter)
        // What cannot be written so was not written by this.
        guard self.bytes == bytes else { return nil }
    }

    private static func bytes<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        stride(from: Number.bitWidth - 8, through: 0, by: -8).map { UInt8(truncatingIfNeeded: number >> Number($0)) }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }

    private static func time(_ bytes: [UInt8], at offset: Int) -> MonotonicTime {
        MonotonicTime(nanoseconds: number(bytes[offset..<offset + 8]))
    }
}
