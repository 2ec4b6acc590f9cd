import ArgumentParser
import Gateway
import Ledger
import Signing
import Statements
import Storage
import System

/// Shows which keys a gateway has, by their public halves.
struct KeysShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show which keys there are: kind, fingerprint, place; never a secret.",
        discussion: """
            A fingerprint is the SHA-256 of the public half (SubjectPublicKeyInfo in DER), as `openssl pkey -in FILE -pubout \
            -outform DER | sha256sum` shows it. The name is the one that others know a key by: the log's and the mirror's in \
            the policy, the statement key's in each statement.

            Exit status: 0, 1 when a key cannot be used, 2 when there is no usable configuration.
            """)

    @OptionGroup
    var gateway: ConfigurationOption

    @Flag(help: "One JSON object a line instead of a table.")
    var json = false

    func run() async throws {
        let file = try gateway.read()
        do throws(SystemError) {
            _ = try CurrentProcess.becomeOwner(of: file.state.path)
        } catch {
            throw Finding.unusable("\(error)")
        }
        var lines = BackedUpKey.Role.allCases.compactMap { ShownKey($0, of: file) }
        await tellRenewal(of: file, in: &lines)
        lines += await mirrors(of: file)
        if json {
            for line in lines { print(try JSON.line(line)) }
        } else {
            show(lines)
        }
        if lines.contains(where: { $0.fault != nil }) { throw Finding.negative }
    }

    /// Whether the log is signed by the keys that are here, and by which.
    private func tellRenewal(of file: ConfigurationFile, in lines: inout [ShownKey]) async {
        // What is wrong with a key or with the database is said of it by itself.
        guard let database = try? Database(at: file.state.database, .readOnly, cryptography: OpenSSLCryptography())
        else { return }
        if let place = lines.firstIndex(where: { $0.key == BackedUpKey.Role.statement.rawValue }),
            let renewal = try? await StatementKeyRenewal(of: file, in: database)
        {
            if case .foreign(let error) = renewal {
                lines[place].fault = "\(error)"
            } else {
                lines[place].renewal = renewal.words
            }
        }
        guard let place = lines.firstIndex(where: { $0.key == BackedUpKey.Role.nextLog.rawValue }) else { return }
        do {
            lines[place].renewal = try await LogKeyRenewal.progress(of: file, in: database)?.words
        } catch {
            lines[place].fault = "\(error)"
        }
    }

    /// The mirror's key is in the database, and never leaves it.
    private func mirrors(of file: ConfigurationFile) async -> [ShownKey] {
        let (origin, path) = (file.configuration.origin, file.state.database)
        do {
            let database = try Database(at: path, .readOnly, cryptography: OpenSSLCryptography())
            let keys = try await MirrorKeys(in: database)
            var lines = [try ShownKey("mirror", keys.current, of: origin, in: path)]
            if let next = keys.next {
                lines.append(try ShownKey("next-mirror", next, of: origin, in: path))
                lines[1].renewal = "the new mirror key waits until the policy names it: \(file.state.card) has it"
            }
            if let former = keys.former {
                lines.append(try ShownKey("former-mirror", former, of: origin, in: path))
                lines[lines.count - 1].renewal =
                    "the former mirror key cosigns logs that have not followed the policy yet; a start after that removes it"
            }
            return lines
        } catch {
            return [ShownKey(key: "mirror", path: path, fault: "\(error)")]
        }
    }

    private func show(_ lines: [ShownKey]) {
        var table = Table(.words("key"), .words("kind"), .words("public half, SHA-256"), .words("where"))
        for line in lines { table.add(line.key, line.kind ?? "", line.fingerprint ?? "", line.path) }
        table.lines.forEach { print($0) }
        print("")
        for line in lines {
            if let name = line.name { print("others know the \(line.key) key as \(name)") }
            if let renewal = line.renewal { print("\(renewal).") }
            if let fault = line.fault { print(Emphasis.alarm("\(line.key): \(fault)")) }
        }
        print("The mirror's key is never backed up: it dies with its database, and a new one begins with a new key.")
    }
}
