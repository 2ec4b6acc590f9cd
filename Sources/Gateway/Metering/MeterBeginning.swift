package import Metering

/// Where a meter's counting begins with a start of the service.
package enum MeterBeginning: Hashable, Sendable {
    /// At the start. What happened before it since the former life, nobody saw.
    case anew
    /// Where a former life stored its register last: the kernel has kept what came after it, but for edges which that
    /// life had read and did not store, if it did not end in good order. Their numbers are missing.
    case resumed(at: MonotonicTime, isComplete: Bool)

    /// Whether nothing at all is missing.
    var isComplete: Bool { if case .resumed(_, isComplete: true) = self { true } else { false } }

    /// What was stored of a meter's line, in the same transaction as its register.
    package static func memorySetting(of meter: Name) -> String { "line/\(meter)" }
}
