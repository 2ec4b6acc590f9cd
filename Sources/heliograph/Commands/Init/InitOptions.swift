import ArgumentParser
import Gateway
import Metering

/// The answers to what `init` asks, each as an option for those who cannot be asked.
struct InitOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The gateway's name for ever: a pseudonym, never an address.", valueName: "community/name"))
    var origin: String?

    @Option(help: ArgumentHelp("A meter's name; “none” for a gateway that only mirrors.", valueName: "name"))
    var meter: String?

    @Option(
        help: ArgumentHelp("The meter's GPIO line, as “gpioinfo” names it, or CHIP-LABEL:OFFSET.", valueName: "line"))
    var line: String?

    @Option(help: ArgumentHelp("Impulses per kWh on the meter's plate.", valueName: "n"))
    var impulses: String?

    @Option(help: ArgumentHelp("Which way the energy flows: production, import or export.", valueName: "direction"))
    var direction: String?

    @Flag(inversion: .prefixedNo, help: "Whether a household's readings are logged; asked for “import” only.")
    var log: Bool?

    @Option(help: ArgumentHelp("What the billing meter shows now.", valueName: "kWh"))
    var dial: String?

    @Option(help: ArgumentHelp("The street's broker.", valueName: "host[:port]"))
    var broker: String?

    /// The options, completed by asking on a terminal.
    func answers() throws(Finding) -> InitAnswers {
        let questions = Questionnaire()
        let origin = try questions.answer(
            origin, "The gateway's name for ever, community/name, such as linden.energy/roof-a.", option: "--origin")
        var answers = InitAnswers(origin: origin)
        answers.broker = try questions.answer(
            broker, "The street's broker, host or host:port; empty if there is none yet.", orElse: "")
        let meter = try questions.answer(
            meter, "A name for the meter, such as pv; “none” for a gateway that only mirrors.", orElse: "none",
            suggestion: "pv")
        guard meter != "none" else { return answers }
        var description = InitAnswers.Meter(name: meter)
        description.line = try questions.answer(
            line, "Its GPIO line, as “gpioinfo” names it, or CHIP-LABEL:OFFSET.", option: "--line", suggestion: "GPIO17"
        )
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
        answers.meter = description
        return answers
    }
}

/// What a new gateway is to be. Text, as it was answered: the configuration's own schema checks it.
struct InitAnswers {
    /// A meter on a GPIO line.
    struct Meter {
        let name: String
        var line = ""
        var impulses = ""
        var direction = ""
        /// `nil` where it was not asked: production.
        var isLogged: Bool?
        /// kWh, or empty.
        var dial = ""

        init(name: String) { self.name = name }
    }

    let origin: String
    /// `host` or `host:port`, or empty.
    var broker = ""
    var meter: Meter?

    init(origin: String) { self.origin = origin }
}
