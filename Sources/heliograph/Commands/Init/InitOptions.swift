import ArgumentParser

/// The answers to what `init` asks, each as an option for those who cannot be asked.
struct InitOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The gateway's name for ever: a pseudonym, never an address.", valueName: "community/name"))
    var origin: String?

    @OptionGroup
    var meter: MeterOptions

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
        answers.meter = try meter.answers()
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
