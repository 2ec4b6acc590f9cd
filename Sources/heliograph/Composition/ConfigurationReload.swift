import GPIO
import Gateway
import Ledger
import Logging
import Metering
import Signing
import Statements
import System

/// The configuration file of a running service, to be read again.
struct ConfigurationReload: ConfigurationSource {
    private let path: String
    private let light: BoardLight
    private let store: DescriptorStore
    private let logger: Logger

    /// - Parameters:
    ///   - path: the file, or its folder, as the service was told.
    ///   - light: what a light on another line takes the place of.
    ///   - store: where the lines of new meters are kept for the service's next life.
    init(of path: String, light: BoardLight, keptIn store: DescriptorStore, logger: Logger) {
        self.path = path
        self.light = light
        self.store = store
        self.logger = logger
    }

    func read() async throws(ConfigurationRefusal) -> OwnerConfiguration {
        do throws(Finding) {
            return try OwnerConfiguration(ConfigurationFile(reading: path), isAtStart: false)
        } catch {
            throw ConfigurationRefusal(error)
        }
    }

    func parts(
        for new: OwnerConfiguration, _ difference: ConfigurationDifference
    ) async throws(ConfigurationRefusal) -> ReloadParts {
        let file = ConfigurationFile(path: path, configuration: new.configuration, digest: new.digest)
        let assembly = GatewayAssembly(file, logger: logger)
        do {
            let lines = try await lines(of: difference.added)
            let boot = try SystemClock().boot
            let meters = try new.configuration.meters.map { meter in
                let line = lines.lazy.compactMap { $0.start(of: meter.description.name) }.first
                return try meter.setup(nil, line: line, memory: nil, boot: boot)
            }
            let session = difference.isBrokerOther ? try assembly.broker() : nil
            let bulb = difference.isLightOther ? try assembly.light() : nil
            return ReloadParts(meters: meters, lines: lines, broker: session) { [light] in
                if difference.isLightOther { light.replace(with: bulb) }
            }
        } catch let finding as Finding {
            throw ConfigurationRefusal(finding)
        } catch {
            throw ConfigurationRefusal(reasons: ["\(error)"])
        }
    }

    /// One source for each new meter that has a line. A line that a meter has only just let go of is waited for.
    private func lines(of meters: [MeterConfiguration]) async throws -> [BoardLines] {
        var lines: [BoardLines] = []
        for request in meters.compactMap(\.request) {
            var patience = 20
            while true {
                do throws(GPIOError) {
                    lines.append(try BoardLines([request], keptIn: store))
                    break
                } catch {
                    guard case .lineBusy = error, patience > 0 else { throw error }
                }
                patience -= 1
                try await Task.sleep(for: .milliseconds(50))
            }
        }
        return lines
    }
}

extension ConfigurationRefusal {
    fileprivate init(_ finding: Finding) {
        self.init(reasons: finding.message.split(separator: "\n").map(String.init))
    }
}

extension OwnerConfiguration {
    /// A configuration with the files that it names, each of which is looked at.
    /// - Parameter isAtStart: a session goes on trying without its certificates, so a start does not wait for them.
    init(_ file: ConfigurationFile, isAtStart: Bool) throws(Finding) {
        let cryptography = OpenSSLCryptography()
        var faults: [String] = []
        var policyDigest: Digest?
        do throws(Finding) {
            policyDigest = try file.configuration.policyFile.map { name throws(Finding) in
                cryptography.sha256(try PolicyFile.read(file.resolve(name)).text)
            }
        } catch {
            faults.append(error.message)
        }
        // What each holds, its length first, so that no two ways of having them look alike.
        var access: [UInt8] = []
        for name in file.configuration.broker?.files ?? [] {
            do throws(Finding) {
                let bytes = try InputFile.read(file.resolve(name))
                access += Array("\(bytes.count) ".utf8) + bytes
            } catch {
                if !isAtStart { faults.append(error.message) }
            }
        }
        guard faults.isEmpty else { throw .unusable(faults.joined(separator: "\n")) }
        self.init(
            configuration: file.configuration, digest: file.digest, policyDigest: policyDigest,
            accessDigest: cryptography.sha256(access))
    }
}

extension BrokerConfiguration {
    /// The files that a session needs, as written.
    fileprivate var files: [String] {
        [passwordFile, tls?.authorityFile, tls?.certificateFile, tls?.keyFile].compactMap(\.self)
    }
}
