/// A program to start, and what it is given. Its standard input is empty, and it inherits no descriptor but its outputs.
package struct ChildCommand: Hashable, Sendable {
    /// Where a child's output or errors go.
    package enum Outlet: Hashable, Sendable {
        /// Where our own goes.
        case inherited
        /// Nowhere.
        case discarded
        /// At the end of this file, which is made if it is missing.
        case file(String)
        /// Through ``ChildProcess/lines``.
        case lines
    }

    /// A path, or a name that is searched for along `PATH`.
    package var program: String
    /// Without the program's own name.
    package var arguments: [String]
    /// `NAME=value`; `nil` for our own.
    package var environment: [String]?
    /// The directory it starts in; `nil` for our own.
    package var directory: String?
    /// Where its standard output goes.
    package var output: Outlet
    /// Where its standard error goes; the same outlet as ``output`` is shared in the order of writing.
    package var errors: Outlet
    /// Makes it the leader of a process group of its own: a Ctrl-C on our terminal does not reach it.
    package var leadsGroup: Bool
    /// Has the kernel send it SIGTERM when we end in whatever way, SIGKILL included, through setpriv(1) of util-linux.
    package var endsWithParent: Bool

    package init(
        _ program: String, _ arguments: [String] = [], environment: [String]? = nil, directory: String? = nil,
        output: Outlet = .inherited, errors: Outlet = .inherited, leadsGroup: Bool = false, endsWithParent: Bool = false
    ) {
        self.program = program
        self.arguments = arguments
        self.environment = environment
        self.directory = directory
        self.output = output
        self.errors = errors
        self.leadsGroup = leadsGroup
        self.endsWithParent = endsWithParent
    }

    /// The program and its arguments as they are started. `setpriv` becomes the program, under the same number.
    var words: [String] {
        (endsWithParent ? ["setpriv", "--pdeathsig", "TERM", "--"] : []) + [program] + arguments
    }
}
