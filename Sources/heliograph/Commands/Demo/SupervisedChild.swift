import System

/// A program that is started again 5 s after it died, as a service manager would.
actor SupervisedChild {
    private static let pause: Duration = .seconds(5)

    private let command: ChildCommand
    private var child: ChildProcess?
    private var isEnding = false
    /// How often it was started again.
    private(set) var restartCount = 0
    /// Added to the arguments of every further start.
    private var furtherArguments: [String] = []

    init(_ command: ChildCommand) { self.command = command }

    /// Keeps the program running until ``end()``.
    func run() async throws(SystemError) {
        while !isEnding {
            var command = command
            command.arguments += furtherArguments
            let child = try await ChildProcess.start(command)
            self.child = child
            _ = await child.wait()
            guard !isEnding else { return }
            restartCount += 1
            try? await Task.sleep(for: Self.pause)
        }
    }

    /// Sends a signal to the program that runs now, and has every later one started with an argument.
    func signal(_ number: CInt, furtherArguments: [String] = []) {
        self.furtherArguments += furtherArguments
        child?.signal(number)
    }

    /// Asks the program to end, and insists after a while.
    func end(patience: Duration) async {
        isEnding = true
        guard let child else { return }
        child.signal(SignalNumber.terminate)
        let reaper = Task {
            try await Task.sleep(for: patience)
            child.signal(SignalNumber.kill)
        }
        _ = await child.wait()
        reaper.cancel()
    }
}
