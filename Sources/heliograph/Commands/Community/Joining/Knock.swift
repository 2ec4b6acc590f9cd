import Gateway
import MQTT
import Metering
import Signing
import Statements
import System

/// Asks at a street's door, and waits for the answer.
struct Knock {
    let invitation: Invitation
    let anchor: TrustAnchor
    let card: MemberCard
    let certificateRequest: [UInt8]

    /// The requests of one knock: they differ in nothing when they are repeated.
    private struct Words {
        let ask: [UInt8]
        let done: [UInt8]
        let digest: Digest
    }

    /// Asks until there is an answer.
    /// - Parameters:
    ///   - authorityFile: the anchor, as a file.
    ///   - take: puts what was handed over where it belongs; then the inviter is told that it arrived.
    /// - Throws: a negative ``Finding`` when this gateway is not let in, an unusable one where nobody answers.
    func run(
        authorityFile: String, for patience: Duration, _ take: (JoinAnswer.Admission) throws(Finding) -> Void
    ) async throws(Finding) {
        let reply = try Finding.attempt {
            hexadecimal(try RandomBytes.make(16))
        }
        let words = try words(reply)
        let session = try session(reply, authorityFile)
        session.subscribe([JoinTopic.answer(invitation.street, to: reply)])
        session.start()
        let limit = Task {
            try? await Task.sleep(for: patience)
            await session.stop()
        }
        let result = await follow(session, words, take)
        limit.cancel()
        await session.stop()
        try result.get()
    }

    private func words(_ reply: String) throws(Finding) -> Words {
        try Finding.attempt {
            let cryptography = OpenSSLCryptography()
            let key = try PrivateKey(rawEd25519: Invitation.seed(of: invitation.code, cryptography))
            guard case .ed25519(let name) = key.publicKey else {
                preconditionFailure("a seed of Ed25519 gives such a key")
            }
            func signed(_ content: JoinRequest.Content) throws -> [UInt8] {
                try JoinRequest(invitation: name, reply: reply, content: content).signed(by: key)
            }
            let ask = try signed(.ask(card, certificateRequest: certificateRequest))
            return Words(ask: ask, done: try signed(.done), digest: cryptography.sha256(ask))
        }
    }

    private func session(_ reply: String, _ authorityFile: String) throws(Finding) -> MQTTSession {
        var configuration = MQTTConfiguration(
            host: invitation.host.text, port: invitation.doorPort, clientIdentifier: reply,
            tls: TLSConfiguration(authorityFile: authorityFile))
        configuration.sessionExpiry = .zero
        configuration.packetLimit = UInt32(JoinAnswer.sizeLimit) + 1024
        configuration.incomingByteLimit = JoinAnswer.sizeLimit
        configuration.reconnectDelay = .milliseconds(500) ... .seconds(3)
        do throws(MQTTError) {
            return try MQTTSession(configuration)
        } catch {
            throw .unusable("\(error)")
        }
    }

    private func follow(
        _ session: MQTTSession, _ words: Words, _ take: (JoinAnswer.Admission) throws(Finding) -> Void
    ) async -> Result<Void, Finding> {
        let (askToken, doneToken): (UInt64, UInt64) = (1, 2)
        var hasToldSilence = false
        var isIn = false
        func publish(_ payload: [UInt8], _ token: UInt64) {
            _ = session.publish(
                MQTTMessage(
                    topic: JoinTopic.request(invitation.street), payload: payload, contentType: "application/cbor"),
                token: token)
        }
        for await event in session.events {
            switch event {
            case .subscribed: publish(isIn ? words.done : words.ask, isIn ? doneToken : askToken)
            case .acknowledged(let answers):
                if answers.contains(where: { $0.token == doneToken }) { return .success(()) }
                // Nobody listens at the door yet.
                if answers.contains(where: { $0.token == askToken && $0.reason == 0x10 }) {
                    try? await Task.sleep(for: .milliseconds(500))
                    publish(words.ask, askToken)
                }
            case .message(let message):
                guard !isIn, let answer = answer(in: message, to: words) else { continue }
                switch answer {
                case .refused(let reason): return .failure(.negative("\(reason.words)"))
                case .admitted(let admission):
                    do throws(Finding) { try take(admission) } catch { return .failure(error) }
                    isIn = true
                    publish(words.done, doneToken)
                }
            case .attemptFailed(.tls(_, _, let detail), _): return .failure(stranger(detail))
            case .attemptFailed(let error, _):
                if !hasToldSilence { tellSilence(error) }
                hasToldSilence = true
            case .subscriptionRefused(let filter, let reason):
                return .failure(.unusable("the door does not let us listen at \(filter), reason \(reason)."))
            case .connected, .disconnected, .overflow: continue
            }
        }
        return isIn
            ? .success(())
            : .failure(
                .unusable(
                    "nobody has answered at \(invitation.host):\(invitation.doorPort): ask whoever invited you to run “heliograph community invite --wait”, and join again with the same line."
                ))
    }

    /// What a message says, if it is the authority's answer to what was asked.
    private func answer(in message: MQTTMessage, to words: Words) -> JoinAnswer.Content? {
        let answer = try? JoinAnswer(decoding: message.payload, by: anchor.publicKey, OpenSSLCryptography())
        return answer?.request == words.digest ? answer?.content : nil
    }

    private func stranger(_ detail: String) -> Finding {
        let now = (try? SystemClock().utc()).map { CalendarDate($0).text } ?? "not set"
        return .unusable(
            "\(invitation.host):\(invitation.doorPort) is not the broker of the one who invited you: its certificate is not signed by the key in the invitation, is for another name, or does not count now, while this machine's clock says \(now) (\(detail)). Nothing was sent to it."
        )
    }

    private func tellSilence(_ error: MQTTError) {
        StandardStream.error.write(
            "\(error)\nIs “heliograph community invite” waiting there? It lets you in while it waits. Trying on.\n")
    }
}
