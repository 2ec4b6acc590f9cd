import Glibc
import System

/// Asks a person on a terminal. Where nobody can be asked, options and defaults have to do.
struct Questionnaire {
    let canAsk: Bool

    init(canAsk: Bool = isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1) { self.canAsk = canAsk }

    /// An answer that has to be given.
    func answer(_ given: String?, _ question: String, option: String, suggestion: String? = nil) throws(Finding)
        -> String
    {
        if let given { return given }
        guard canAsk else {
            throw .unusable("\(option) is missing, and there is no terminal to ask on. It means: \(question)")
        }
        while true {
            let text = try ask(question, suggestion)
            if !text.isEmpty { return text }
        }
    }

    /// An answer that may be left open; `missing` is taken where nobody can be asked.
    func answer(_ given: String?, _ question: String, orElse missing: String, suggestion: String? = nil) throws(Finding)
        -> String
    {
        if let given { return given }
        return canAsk ? try ask(question, suggestion) : missing
    }

    /// A yes that has to be written out; anything else is no, and so is silence.
    func confirm(_ given: Bool?, _ question: String) throws(Finding) -> Bool {
        if let given { return given }
        return canAsk ? try ask("\(question)\nWrite “yes”, or press Enter for no.", nil).lowercased() == "yes" : false
    }

    private func ask(_ question: String, _ suggestion: String?) throws(Finding) -> String {
        StandardStream.output.write("\n\(question)\n\(suggestion.map { "[\($0)] " } ?? "")> ")
        guard let line = readLine() else { throw .unusable("the questions were not answered; nothing was made.") }
        let text = line.drop(while: \.isWhitespace)
        return text.isEmpty ? suggestion ?? "" : String(text.reversed().drop(while: \.isWhitespace).reversed())
    }
}
