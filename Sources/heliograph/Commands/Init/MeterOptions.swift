import ArgumentParser
import Metering

/// The answers to what is asked about a first meter, each as an option for those who cannot be asked.
struct MeterOptions: ParsableArguments {
    /// What stands for a line where nothing is wired: a roof that is computed.
    static let simulatedLine = "simulated"

    @Option(help: ArgumentHelp("A meter's name; “none” for a gateway that only mirrors.", valueName: "name"))
    var meter: String?

    @Option(
        help: ArgumentHelp(
            "The meter's GPIO line, as “gpioinfo” names it, or CHIP-LABEL:OFFSET; “simulated” to try things out without a wire.",
            valueName: "line"))
    var line: String?

    @Option(help: ArgumentHelp("Impulses per kWh on the meter's plate.", valueName: "n"))
    var impulses: String?

    @Option(help: ArgumentHelp("Which way the energy flows: production, import or export.", valueName: "direction"))
    var direction: String?

    @Flag(inversion: .prefixedNo, help: "Whether a household's readings are logged; asked for “import” only.")
    var log: Bool?

    @Option(help: ArgumentHelp("What the billing meter shows now.", valueName: "kWh"))
    var dial: String?

    /// The options, completed by asking on a terminal; `nil` for a gateway that only mirrors.
    func answers() throws(Finding) -> InitAnswers.Meter? {
        let questions = Questionnaire()
        let meter = try questions.answer(
            meter, "A name for the meter, such as pv; “none” for a gateway that only mirrors.", orElse: "none",
            suggestion: "pv")
        guard meter != "none" else { return nil }
        var description = InitAnswers.Meter(name: meter)
        description.line = try questions.answer(
            line, "Its GPIO line, as “gpioinfo” names it, or CHIP-LABEL:OFFSET; “simulated” without a wire.",
            option: "--line", suggestion: "GPIO17")
        description.impulses = try questions.answer(
            impulses, "Impulses per kWh, from the meter's plate.", option: "--impulses", suggestion: "1000")
        description.direction = try questions.answer(
            direction, "Which way does the energy flow: production (a roof), import (a house) or export?",
            orElse: Direction.production.rawValue, suggestion: Direction.production.rawValue)
        if description.direction == Direction.import.rawValue {
            description.isLogged = try questions.confirm(
                log,
                """
                This meter shows a household. Shall its readings be logged, every 15 minutes?
                Your neighbours and every subscriber see this for ever; it shows when you are home; it cannot be deleted.
                """)
        }
        description.dial = try questions.answer(
            dial, "What the billing meter shows now, in kWh; empty if it need not be shown.", orElse: "")
        return description
    }
}
