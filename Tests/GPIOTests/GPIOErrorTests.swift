import GPIO
import Testing

@Suite("Errors say where, what, and what to do next")
struct GPIOErrorTests {
    @Test(
        "Each has its own remedy",
        arguments: [
            (GPIOError.noChips, "simulated meter"),
            (.permissionDenied(path: "/dev/gpiochip0"), "usermod -aG gpio"),
            (.noSuchLine("gpio17", nearest: ["GPIO17"]), "did you mean “GPIO17”?"),
            (.noSuchLine("roof", nearest: []), "`gpioinfo` lists all lines"),
            (.noSuchChip(label: "gpiochip0", known: ["pinctrl-rp1"]), "there is “pinctrl-rp1”"),
            (.noSuchOffset(chip: "expander", offset: 8, lineCount: 8), "0 to 7"),
            (
                .ambiguousLine("IN0", candidates: [.chip(label: "a", offset: 1), .chip(label: "b", offset: 2)]),
                "“a:1”, “b:2”"
            ),
            (.ambiguousChip(label: "expander", paths: ["/dev/gpiochip1", "/dev/gpiochip2"]), "name the line instead"),
            (.requestedTwice(.named("GPIO17")), "a line of its own"),
            (.lineBusy(.named("GPIO17"), holder: "w1"), "taken by “w1”: stop its holder"),
            (.lineBusy(.named("GPIO17"), holder: nil), "is taken: stop its holder"),
            (.noInterrupt(.named("EXP3")), "wire the meter to another line"),
            (.heldByForce(.named("GPIO17"), isActive: false), "stays inactive whatever it is driven to: take off"),
            (.kernelTooOld(path: "/dev/gpiochip0"), "Linux 5.10"),
            (.failed(.readingEdges, place: "GPIO17 on /dev/gpiochip0", code: 19), "No such device (errno 19)"),
        ])
    func remedy(error: GPIOError, words: String) {
        #expect(error.description.contains(words))
    }
}
