import Metering
import Testing

@testable import GPIO

@Suite("The name of a line in the service manager's store")
struct KeptInputTests {
    private let opened = MonotonicTime(nanoseconds: 81_234_567_890_123)

    private func address(_ chip: String, offset: UInt32) -> LineAddress {
        let line = LineDescription(offset: offset, name: "GPIO\(offset)", holder: nil, isUsed: false, isOutput: false)
        return LineAddress(chip: ChipDescription(path: "/dev/\(chip)", label: "a:b", lines: [line]), line: line)
    }

    @Test("says which line, how it was asked for, and when; in characters that the service manager takes")
    func name() {
        let request = InputRequest(line: .named("GPIO17"), bias: .pullUp, isActiveLow: true)
        let kept = KeptInput(request, at: address("gpiochip0", offset: 17))
        #expect(kept.name(opened: opened) == "line.gpiochip0.17.pull-up.active-low.81234567890123")
        #expect(kept.opened(kept.name(opened: opened)) == opened)
    }

    @Test("of another line, of another request or of anything else is not taken for it")
    func others() {
        let plain = InputRequest(line: .named("GPIO1"))
        let kept = KeptInput(plain, at: address("gpiochip1", offset: 1))
        let others = [
            KeptInput(plain, at: address("gpiochip1", offset: 17)),
            KeptInput(plain, at: address("gpiochip11", offset: 1)),
            KeptInput(InputRequest(line: .named("GPIO1"), bias: .pullUp), at: address("gpiochip1", offset: 1)),
            KeptInput(InputRequest(line: .named("GPIO1"), isActiveLow: true), at: address("gpiochip1", offset: 1)),
        ]
        for other in others { #expect(kept.opened(other.name(opened: opened)) == nil) }
        for name in ["", "stored", "line.gpiochip1.1.as-is.active-high.", "line.gpiochip1.1.as-is.active-high.-1"] {
            #expect(kept.opened(name) == nil)
        }
        #expect(others[2].name(opened: opened).hasPrefix(kept.line) && !others[0].line.hasPrefix(kept.line))
    }
}
