import GPIO
import Testing

@Suite("A name leads to one line, or to words that help")
struct LineDirectoryTests {
    /// Two chips as on a Raspberry Pi with an expander: `GPIO17` is unique, `IN0` is not.
    private let board = LineDirectory(chips: [
        ChipDescription(
            path: "/dev/gpiochip0", label: "pinctrl-bcm2711",
            lines: [
                LineDescription(offset: 0, name: "ID_SDA"), LineDescription(offset: 1, name: "GPIO17"),
                LineDescription(offset: 2, name: "GPIO27", holder: "gpio-fan", isUsed: true),
                LineDescription(offset: 3, name: "IN0"),
            ]),
        ChipDescription(
            path: "/dev/gpiochip1", label: "expander",
            lines: [LineDescription(offset: 0, name: "IN0"), LineDescription(offset: 1, name: nil)]),
    ])

    @Test("By name, and by label and offset, which is the way to a line without a name")
    func find() throws {
        let named = try board.find(.named("GPIO17"))
        #expect(named.path == "/dev/gpiochip0")
        #expect(named.line.offset == 1)
        #expect(try board.find(.chip(label: "pinctrl-bcm2711", offset: 1)) == named)
        #expect(try board.find(.chip(label: "expander", offset: 1)).line.name == nil)
        #expect(named.unambiguousName == .chip(label: "pinctrl-bcm2711", offset: 1))
    }

    @Test(
        "What cannot be found says what it may have been",
        arguments: [
            (LineName.named("gpio17"), GPIOError.noSuchLine("gpio17", nearest: ["GPIO17", "GPIO27"])),
            (.named("GPIO71"), .noSuchLine("GPIO71", nearest: ["GPIO17", "GPIO27"])),
            (.named("roof"), .noSuchLine("roof", nearest: [])),
            (
                .named("IN0"),
                .ambiguousLine(
                    "IN0",
                    candidates: [.chip(label: "pinctrl-bcm2711", offset: 3), .chip(label: "expander", offset: 0)])
            ),
            (
                .chip(label: "gpiochip0", offset: 1),
                .noSuchChip(label: "gpiochip0", known: ["pinctrl-bcm2711", "expander"])
            ),
            (.chip(label: "expander", offset: 2), .noSuchOffset(chip: "expander", offset: 2, lineCount: 2)),
        ])
    func refuse(line: LineName, error: GPIOError) {
        #expect(throws: error) { try board.find(line) }
    }

    @Test("Two chips with one label are told apart by nobody's guess")
    func twins() throws {
        let chip = try #require(board.chips.last)
        let twin = ChipDescription(path: "/dev/gpiochip2", label: chip.label, lines: chip.lines)
        let directory = LineDirectory(chips: board.chips + [twin])
        #expect(throws: GPIOError.ambiguousChip(label: "expander", paths: ["/dev/gpiochip1", "/dev/gpiochip2"])) {
            try directory.find(.chip(label: "expander", offset: 0))
        }
    }

    @Test("A chip that may not be opened may have the line; one that has it elsewhere does not matter")
    func permission() throws {
        let denied = GPIOError.permissionDenied(path: "/dev/gpiochip2")
        var directory = board
        directory.refused = [.init(path: "/dev/gpiochip2", error: denied)]
        #expect(throws: denied) { try directory.find(.named("roof")) }
        #expect(throws: denied) { try directory.find(.chip(label: "pinctrl-rp1", offset: 4)) }
        #expect(try directory.find(.named("GPIO17")).line.offset == 1)
    }

    @Test("Without any chip the answer is that there is none")
    func empty() {
        #expect(throws: GPIOError.noChips) { try LineDirectory().find(.named("GPIO17")) }
        #expect(throws: GPIOError.noChips) { try LineDirectory().find(.chip(label: "pinctrl-rp1", offset: 17)) }
    }

    @Test("Two meters on one line, however it is spelled, are refused")
    func twice() throws {
        let first = InputRequest(line: .named("GPIO17"))
        let second = InputRequest(line: .chip(label: "pinctrl-bcm2711", offset: 1))
        #expect(throws: GPIOError.requestedTwice(second.line)) { try board.addresses(of: [first, second]) }
        #expect(try board.addresses(of: [first]).map(\.line.offset) == [1])
    }

    @Test(
        "A name is read as it is printed",
        arguments: [
            ("GPIO17", LineName.named("GPIO17")), ("pinctrl-rp1:17", .chip(label: "pinctrl-rp1", offset: 17)),
            ("a:b:3", .chip(label: "a:b", offset: 3)), (":3", .named(":3")), ("x:", .named("x:")),
            ("x:-1", .named("x:-1")),
            ("x:4294967296", .named("x:4294967296")),
        ])
    func spelling(text: String, line: LineName) {
        #expect(LineName(text) == line)
        #expect(line.description == text)
    }
}
