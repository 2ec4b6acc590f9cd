package import Metering

/// A new offset between a meter's register and the billing meter's dial. The register itself does not move.
package struct DialAdjustment: Hashable, Sendable {
    /// The UTF-8 bytes of a reason at most.
    package static let reasonLimit = 256

    /// What the dial showed.
    package var dial: Joules
    /// The offset until now; `nil` where there was none.
    package var oldOffset: Joules?
    /// The offset from now on: the dial less the register.
    package var newOffset: Joules
    /// Why, in the owner's words: 1 to ``reasonLimit`` bytes without control characters.
    package var reason: String

    package init(dial: Joules, oldOffset: Joules?, newOffset: Joules, reason: String) {
        self.dial = dial
        self.oldOffset = oldOffset
        self.newOffset = newOffset
        self.reason = reason
    }

    /// Whether a text may stand as a reason.
    package static func isReason(_ text: String) -> Bool {
        (1...reasonLimit).contains(text.utf8.count)
            && text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    }

    /// What a reason is, in words.
    package static let reasonExpectation = "1 to \(reasonLimit) bytes without control characters"
}
