import FoundationEssentials
import System
import Testing

/// A network of the test's own: a namespace for the broker with a switch in it, and one for each gateway with a cable to it.
/// Nothing of it lies in the machine's own network. A namespace is that of a process that sleeps in it, which ends with the
/// test however that ends; the kernel takes the rest away.
struct StreetNetwork: Sendable {
    static let brokerAddress = "10.200.0.1"
    static let hub = "hub"

    /// Who sleeps in the namespace of the broker, and of each gateway.
    private let sleepers: [String: ChildProcess]

    /// Words that become a program in there.
    func words(in place: String) -> [String] {
        ["nsenter", "--net=/proc/\(sleepers[place]?.identifier ?? 0)/ns/net", "--"]
    }

    /// The address of a gateway.
    static func address(of roof: String) -> String { "10.200.0.1\(roof.suffix(1))" }

    /// Makes it.
    init(of roofs: [String] = StreetFolder.roofs) async throws {
        var sleepers: [String: ChildProcess] = [:]
        for place in [Self.hub] + roofs { sleepers[place] = try await Self.sleeper() }
        self.sleepers = sleepers
        try await ip(Self.hub, "link", "set", "lo", "up")
        try await ip(Self.hub, "link", "add", "switch", "type", "bridge")
        try await ip(Self.hub, "address", "add", "\(Self.brokerAddress)/24", "dev", "switch")
        try await ip(Self.hub, "link", "set", "switch", "up")
        for roof in roofs {
            let number = "\(try #require(sleepers[roof]).identifier)"
            try await ip(Self.hub, "link", "add", roof, "type", "veth", "peer", "name", "eth0", "netns", number)
            try await ip(Self.hub, "link", "set", roof, "master", "switch", "up")
            try await ip(roof, "address", "add", "\(Self.address(of: roof))/24", "dev", "eth0")
            try await ip(roof, "link", "set", "lo", "up")
            try await ip(roof, "link", "set", "eth0", "up")
        }
    }

    /// A process in a namespace of its own, once it is there.
    private static func sleeper() async throws -> ChildProcess {
        let child = try await ChildProcess.start(
            ChildCommand(
                "unshare", ["--net", "sh", "-c", "echo; exec sleep 1000000"], output: .lines, errors: .lines,
                endsWithParent: true))
        var isThere = false
        for await line in child.lines {
            isThere = line.isEmpty
            break
        }
        try #require(isThere, "no network namespace can be made")
        return child
    }

    /// Takes the cable of a gateway out of the switch, or puts it back.
    func plug(_ roof: String, isIn: Bool) async throws {
        try await ip(Self.hub, "link", "set", roof, isIn ? "up" : "down")
    }

    /// What the broker sends to a gateway goes nowhere, though what the gateway sends arrives; or no more so.
    func swallow(to roof: String, _ isSwallowed: Bool) async throws {
        try await ip(
            Self.hub, "route", isSwallowed ? "add" : "del", "blackhole", "\(Self.address(of: roof))/32")
    }

    /// Bounds what goes either way over a gateway's cable.
    /// - Parameter rate: as tc(8) writes it; `nil` takes the bound away.
    /// - Returns: `false` where the kernel has no such queue.
    func limit(_ roof: String, to rate: String?) async throws -> Bool {
        for (place, device) in [(Self.hub, roof), (roof, "eth0")] {
            var arguments = words(in: place) + ["tc", "qdisc", rate == nil ? "del" : "add", "dev", device, "root"]
            if let rate { arguments += ["tbf", "rate", rate, "burst", "3000", "latency", "5s"] }
            let (exit, _) = try await ChildProcess.run(arguments[0], Array(arguments.dropFirst()))
            if exit != .code(0) { return false }
        }
        return true
    }

    /// Takes it away.
    func remove() async {
        for sleeper in sleepers.values {
            sleeper.signal(SignalNumber.kill)
            _ = await sleeper.wait()
        }
    }

    /// Whether this process may make one.
    static func isPossible() async -> Bool {
        (try? await ChildProcess.run("unshare", ["--net", "ip", "link", "set", "lo", "up"]))?.0 == .code(0)
    }

    private func ip(_ place: String, _ arguments: String...) async throws {
        let words = words(in: place) + ["ip"] + arguments
        let (exit, lines) = try await ChildProcess.run(words[0], Array(words.dropFirst()))
        try #require(exit == .code(0), "\(words.joined(separator: " ")): \(lines)")
    }
}

extension Trait where Self == ConditionTrait {
    /// Skips a test where network namespaces cannot be made, and says so. A build machine (`CI=true`) runs it regardless, so
    /// that what is missing there is a failure.
    static var needsNamespaces: Self {
        .enabled("network namespaces take root, and iproute2, which `toolchain/setup test` installs") {
            if CurrentProcess.variable("CI") == "true" { return true }
            return await StreetNetwork.isPossible()
        }
    }
}
