import System

/// How words stand out for people.
enum Emphasis {
    /// Red where a terminal shows it and nobody asked for plain text (no-color.org); as it is for everybody else.
    static func alarm(_ text: String) -> String {
        let isPlain = !Terminal.isTerminal(.output) || !(CurrentProcess.variable("NO_COLOR") ?? "").isEmpty
        return isPlain ? text : "\u{1B}[1;31m\(text)\u{1B}[0m"
    }
}
