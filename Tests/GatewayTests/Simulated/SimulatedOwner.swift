import Gateway
import Metering
import Meters
import Statements
import Synchronization

/// An owner who asks a gateway, and whose configuration file holds what a test says.
final class SimulatedOwner: OwnerRequests, ConfigurationSource {
    private struct File {
        var configuration: OwnerConfiguration
        var faults: [String] = []
        var broker: (any Broker)?
        var finished = 0
    }

    private let file: Mutex<File>
    private let stream: AsyncStream<OwnerRequest>
    private let request: AsyncStream<OwnerRequest>.Continuation

    init(_ configuration: OwnerConfiguration) {
        file = Mutex(File(configuration: configuration))
        (stream, request) = AsyncStream.makeStream(of: OwnerRequest.self)
    }

    /// What the file says from now on.
    func write(_ change: (inout OwnerConfiguration) -> Void) {
        file.withLock { file in
            change(&file.configuration)
            file.faults = []
        }
    }

    /// The file cannot be read from now on.
    func spoil(_ faults: String...) { file.withLock { $0.faults = faults } }

    /// The session that a changed broker gets.
    func offer(_ broker: any Broker) { file.withLock { $0.broker = broker } }

    /// How many changes came to their end.
    var finishedCount: Int { file.withLock { $0.finished } }

    func ask(_ command: OwnerCommand) async throws -> OwnerAnswer { try OwnerAnswer(json: await ask(command.json)) }

    func ask(_ bytes: [UInt8]) async -> [UInt8] {
        await withCheckedContinuation { continuation in
            request.yield(OwnerRequest(bytes: bytes) { continuation.resume(returning: $0) })
        }
    }

    var requests: any AsyncSequence<OwnerRequest, Never> & Sendable { stream }

    func stop() { request.finish() }

    func read() async throws(ConfigurationRefusal) -> OwnerConfiguration {
        let (configuration, faults) = file.withLock { ($0.configuration, $0.faults) }
        guard faults.isEmpty else { throw ConfigurationRefusal(reasons: faults) }
        return configuration
    }

    func parts(
        for new: OwnerConfiguration, _ difference: ConfigurationDifference
    ) async throws(ConfigurationRefusal) -> ReloadParts {
        do {
            let meters = try new.configuration.meters.map { try $0.setup() }
            return ReloadParts(
                meters: meters, lines: [], broker: difference.isBrokerOther ? file.withLock { $0.broker } : nil
            ) { [self] in
                file.withLock { $0.finished += 1 }
            }
        } catch {
            throw ConfigurationRefusal(reasons: ["\(error)"])
        }
    }
}

extension MeterConfiguration {
    /// The meter, as it begins.
    func setup() throws -> MeterSetup {
        let meter: any Meter =
            switch source {
            case .pulse(_, let profile):
                PulseMeter(description: description, profile: profile, register: Register())
            case .simulated(let source):
                SimulatedMeter(description: description, source: source, register: Register())
            }
        return MeterSetup(
            meter: meter, schedule: try IntervalSchedule(seconds: intervalSeconds), dialOffset: nil, isLogged: isLogged)
    }
}
