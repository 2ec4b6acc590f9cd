import System

/// Has the machine's service take what it reads at its start.
enum ServiceRestart {
    /// Restarts a service that runs under systemd, where this process may; otherwise says what to type.
    static func perform(for place: StreetPlace) async throws {
        guard place.isSystem else {
            print("Next: start the service, or start it again: heliograph run -c \(place.path)")
            return
        }
        guard FileKind(of: "/run/systemd/system") == .folder else {
            print("Next: start the service, or start it again.")
            return
        }
        let isActive = try await ChildProcess.run("systemctl", ["is-active", "--quiet", "heliograph"]).0 == .code(0)
        guard isActive else {
            print("Next: sudo systemctl enable --now heliograph")
            return
        }
        let (exit, lines) = try await ChildProcess.run("systemctl", ["restart", "heliograph"])
        print(
            exit == .code(0)
                ? "The service has started again, and follows it."
                : "The service did not start again: \(lines.joined(separator: "; ")). Try: sudo systemctl restart heliograph"
        )
    }
}
