import System

/// A question that only a person at a terminal answers.
enum Confirmation {
    /// Goes on if the answer is yes.
    /// - Parameters:
    ///   - question: without the answers.
    ///   - refusal: what is so when it is another.
    /// - Throws: a negative ``Finding`` then, an unusable one where nobody can be asked.
    static func ask(_ question: String, orElse refusal: String) throws(Finding) {
        guard Terminal.isTerminal(.input), Terminal.isTerminal(.output) else {
            throw .unusable("there is no terminal to ask on: say --yes")
        }
        guard isYes(question) else { throw .negative(refusal) }
    }

    /// Whether the answer is yes.
    static func isYes(_ question: String) -> Bool { Terminal.ask("\(question) [yes/no] ")?.lowercased() == "yes" }
}
