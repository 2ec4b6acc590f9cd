/// Why a command ends with another status than 0, in words for the standard error stream.
struct Finding: Error, CustomStringConvertible {
    /// The program's exit statuses; scripts rely on them.
    enum Status: Int32 {
        /// What was asked about is not so.
        case negative = 1
        /// A file, an argument or the machine makes an answer impossible.
        case unusable = 2
    }

    let status: Status
    /// What is wrong, where, and what to do next; empty when everything was said already.
    let message: String

    /// What was asked about is not so.
    static func negative(_ message: String) -> Self { Self(status: .negative, message: message) }

    /// There is no answer to be had.
    static func unusable(_ message: String) -> Self { Self(status: .unusable, message: message) }

    /// The answer was no, and has been printed.
    static let negative = Self(status: .negative, message: "")

    var description: String { message }

    /// Whatever a driver says against it makes the command unusable, in the driver's own words.
    static func attempt<Result>(_ body: () throws -> Result) throws(Finding) -> Result {
        do {
            return try body()
        } catch let finding as Finding {
            throw finding
        } catch {
            throw .unusable("\(error)")
        }
    }
}
