import FoundationEssentials
import Ledger
import Metering
import Signing
import Statements
import Storage
import System

@testable import heliograph

/// What lies on the disks of a street, read beside its gateways.
struct StreetDisks: Sendable {
    let folder: StreetFolder

    /// Every entry of a log as one gateway holds it.
    func entries(of log: String, on holder: String) async throws -> [[UInt8]] {
        let database = try open(holder)
        let origin = try Origin("demo.street/\(log)")
        var entries: [[UInt8]] = []
        while true {
            let piece = try await database.entries(
                of: origin, from: UInt64(entries.count), countLimit: 1000, byteLimit: 1 << 20)
            guard !piece.isEmpty else { break }
            entries += piece
        }
        await database.close()
        return entries
    }

    /// The size of a gateway's own log, and how much of it is recorded; nothing while its database cannot be read.
    func head(of roof: String) async -> (size: UInt64, recorded: UInt64)? {
        guard let own = await state(of: roof, on: roof) else { return nil }
        return (own.frontier.size, own.checkpoint(.recorded)?.size ?? 0)
    }

    /// What a gateway's database says of a log; nothing while it cannot be read.
    func state(of log: String, on holder: String) async -> LogState? {
        await logs(on: holder)?.first { $0.origin.gateway.text == log }
    }

    /// The size of every gateway's own log.
    func sizes() async -> [String: UInt64] {
        var sizes: [String: UInt64] = [:]
        for roof in StreetFolder.roofs { sizes[roof] = await head(of: roof)?.size }
        return sizes
    }

    /// Whether every log is recorded up to a size, and held so far by all but some.
    func areRecorded(_ sizes: [String: UInt64], apartFrom excused: Set<String> = []) async -> Bool {
        for (roof, size) in sizes {
            guard let head = await head(of: roof), head.recorded >= size else { return false }
        }
        for roof in StreetFolder.roofs where !excused.contains(roof) {
            guard let logs = await logs(on: roof) else { return false }
            let held = Dictionary(logs.map { ($0.origin.gateway.text, $0.frontier.size) }) { first, _ in first }
            guard sizes.allSatisfy({ held[$0.key, default: 0] >= $0.value }) else { return false }
        }
        return true
    }

    /// Waits until gateways have signed some more.
    /// - Returns: whether they did within a minute and a half.
    func grow(
        by count: UInt64, _ street: RunningStreet, roofs: [String] = StreetFolder.roofs
    ) async throws -> Bool {
        let start = await sizes()
        return try await street.waits {
            let sizes = await sizes()
            return roofs.allSatisfy { sizes[$0, default: 0] >= start[$0, default: 0] + count }
        }
    }

    private func logs(on roof: String) async -> [LogState]? {
        guard let database = try? open(roof) else { return nil }
        let logs = try? await database.logs()
        await database.close()
        return logs
    }

    private func open(_ roof: String) throws -> Database {
        try Database(at: "\(folder.roof(roof))/heliograph.db", .readOnly, cryptography: OpenSSLCryptography())
    }
}
