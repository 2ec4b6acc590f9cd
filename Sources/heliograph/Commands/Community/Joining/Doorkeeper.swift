import Gateway
import Ledger
import MQTT
import Metering
import Signing
import Statements
import System

/// Answers those who knock at a street's door.
struct Doorkeeper {
    /// Whom a person lets in.
    enum Consent {
        /// Asked for each.
        case asked
        /// The one with this fingerprint, and nobody else.
        case fingerprint(String)
    }

    let folder: AuthorityFolder
    let authority: CertificateAuthority
    let file: ConfigurationFile
    let consent: Consent

    private var invitations: Invitations { Invitations(in: folder) }
    private var street: Name { file.configuration.origin.community }

    /// Who was let in, and what it was told.
    private struct Guest {
        let origin: Origin
        let invitation: [UInt8]
    }

    /// Serves until somebody was let in and has said that the answer arrived.
    /// - Returns: who; `nil` when the session ended before.
    func serve(_ session: MQTTSession) async throws(Finding) -> (origin: Origin, isConfirmed: Bool)? {
        session.subscribe([JoinTopic.request(street)])
        session.start()
        var guest: Guest?
        // The same message again, where an answer was lost, has the same answer.
        var answers: [Digest: [UInt8]] = [:]
        for await event in session.events {
            switch event {
            case .message(let message):
                guard let request = try? JoinRequest(decoding: message.payload, OpenSSLCryptography()) else { continue }
                if case .done = request.content {
                    if let guest, guest.invitation == request.invitation { return (guest.origin, true) }
                    continue
                }
                let digest = OpenSSLCryptography().sha256(message.payload)
                if let known = answers[digest] {
                    publish(known, to: request.reply, session)
                    continue
                }
                guard let content = try answer(request) else { continue }
                let bytes = try signed(JoinAnswer(to: digest, content))
                // Anybody can ask with an invitation that never was, as often as they like; nothing is kept of it.
                if content != .refused(.unknown) { answers[digest] = bytes }
                publish(bytes, to: request.reply, session)
                if case .admitted = content, case .ask(let card, _) = request.content, guest == nil {
                    guest = Guest(origin: card.origin, invitation: request.invitation)
                    // Whoever is on the other side has a moment to say that it arrived.
                    Task {
                        try? await Task.sleep(for: .seconds(15))
                        await session.stop()
                    }
                }
            case .subscriptionRefused(let filter, let reason):
                throw .unusable("the door does not let us listen at \(filter), reason \(reason).")
            case .connected, .attemptFailed, .disconnected, .acknowledged, .subscribed, .overflow: continue
            }
        }
        return guest.map { ($0.origin, false) }
    }

    private func signed(_ answer: JoinAnswer) throws(Finding) -> [UInt8] {
        try Finding.attempt { try answer.signed(by: AuthoritySigner(authority)) }
    }

    private func publish(_ answer: [UInt8], to reply: String, _ session: MQTTSession) {
        _ = session.publish(
            MQTTMessage(topic: JoinTopic.answer(street, to: reply), payload: answer, contentType: "application/cbor"),
            token: 1)
    }

    /// What is said to somebody who asks; `nil` for nothing.
    private func answer(_ request: JoinRequest) throws(Finding) -> JoinAnswer.Content? {
        guard case .ask(let card, let text) = request.content else { return nil }
        let now = try Finding.attempt { try SystemClock().utc() }
        let state = try invitations.state(of: request.invitation, now: now)
        if state == .unknown { return .refused(.unknown) }
        guard let wanted = try? CertificateRequest(pem: text), wanted.name == card.origin.description,
            wanted.name.utf8.count <= StreetPlace.nameLimit, card.origin.community == street,
            (try? MemberCards.keys(of: card)) != nil
        else { return .refused(.unusable) }
        // The same gateway asks again where its answer was lost: its card and its key are who it is.
        let cryptography = OpenSSLCryptography()
        let who = "\(cryptography.sha256(Array(card.text.utf8) + wanted.fingerprint.bytes))"
        switch state {
        case .unknown: return .refused(.unknown)
        case .expired: return .refused(.expired)
        case .used(let other):
            return other == who ? try admission(of: card, wanted) : .refused(.used)
        case .open: break
        }
        guard try isFree(card) else { return .refused(.nameTaken) }
        let fingerprint = SpokenFingerprint(card: card, tlsKey: wanted.fingerprint, cryptography)
        switch isAdmitted(card.origin, fingerprint) {
        case nil: return nil
        case false: return .refused(.declined)
        default: break
        }
        try invitations.use(request.invitation, by: who)
        try folder.keep(card)
        return try admission(of: card, wanted)
    }

    /// - Returns: `nil` where nobody has said yes or no.
    private func isAdmitted(_ origin: Origin, _ fingerprint: SpokenFingerprint) -> Bool? {
        StandardStream.error.write("\n\(origin) asks to join. Its fingerprint is\n\n    \(fingerprint)\n\n")
        switch consent {
        case .fingerprint(let expected):
            let isSame = fingerprint.isSame(as: expected)
            if !isSame {
                StandardStream.error.write("That is not the one of --admit: it is not let in, and not answered.\n")
            }
            return isSame ? true : nil
        case .asked:
            StandardStream.error.write("Have them read it out to you, from their screen.\n")
            return Confirmation.isYes("Is it the same? Let \(origin) in?")
        }
    }

    /// Whether no other gateway has the name, in the policy or among those who were let in.
    private func isFree(_ card: MemberCard) throws(Finding) -> Bool {
        let keys = try Finding.attempt { try MemberCards.keys(of: card) }
        if card.origin == file.configuration.origin { return false }
        if let other = try folder.card(of: card.origin), other != card { return false }
        guard let policy = try PolicyFile.own(of: file) else { return true }
        let known = [policy.log(card.origin), policy.mirror(of: card.origin)].compactMap(\.self)
        return known.isEmpty || Set(known) == Set(keys)
    }

    private func admission(of card: MemberCard, _ request: CertificateRequest) throws(Finding) -> JoinAnswer.Content {
        let path = file.configuration.policyFile.map(file.resolve)
        let policy = try path.map { path throws(Finding) in
            FileKind(of: path) == .nothing ? [] : try InputFile.read(path, limit: PolicyHistory.sizeLimit)
        }
        let own = try MemberCards.card(at: file.state.card)
        let certificate = try folder.issue(for: request, by: authority)
        return try Finding.attempt {
            .admitted(
                JoinAnswer.Admission(
                    authority: try authority.certificate.pem, certificate: try certificate.pem, inviter: own,
                    policy: policy ?? []))
        }
    }
}
