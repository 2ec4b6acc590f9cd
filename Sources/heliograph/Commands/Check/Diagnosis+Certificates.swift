import Gateway
import Metering
import Signing
import System

/// Certificates end on a day that nobody remembers by then.
extension Diagnosis {
    /// How long before its end a certificate is spoken of: owners seldom look.
    private static let notice: Int64 = 180 * 86_400

    /// Looks at the gateway's certificate and at that of the street's authority.
    mutating func checkCertificates(of file: ConfigurationFile, at now: UnixTime) {
        guard let tls = file.configuration.broker?.tls else { return }
        let authority = file.resolve(tls.authorityFile)
        if let own = tls.certificateFile.map(file.resolve) {
            let words =
                Self.isIssued(own, by: authority)
                ? "heliograph keys renew tls --request asks for another one, and whoever founded the street certifies it"
                : "heliograph keys renew tls makes another one, and whoever runs the broker has it trust that"
            checkCertificate(own, at: now, remedy: words)
        }
        checkCertificate(
            authority, at: now,
            remedy: "whoever runs the broker gives it another one, and all who use it its authority")
    }

    /// What cannot be read is said of it by itself.
    private static func isIssued(_ path: String, by authority: String) -> Bool {
        guard let own = try? Certificate(pem: InputFile.read(path)),
            let authority = try? Certificate(pem: InputFile.read(authority))
        else { return false }
        return own.isIssued(by: authority)
    }

    /// A file with several is a list of authorities, of which any may have ended.
    private mutating func checkCertificate(_ path: String, at now: UnixTime, remedy: String) {
        guard FileKind(of: path) != .nothing else { return }  // the broker's check names it
        do {
            let pem = try InputFile.read(path)
            let count = String(decoding: pem, as: UTF8.self).ranges(of: "-----BEGIN CERTIFICATE-----").count
            guard count <= 1 else { return }
            let end = try Certificate(pem: pem).end
            let day = CalendarDate(end).dayText
            if end < now {
                broken("certificate", "\(path) counts no more since \(day): \(remedy)")
            } else if end.seconds - now.seconds < Self.notice {
                remark("certificate", "\(path) counts until \(day), and no longer: \(remedy)")
            } else {
                works("certificate", "\(path) counts until \(day)")
            }
        } catch {
            broken("certificate", "\(path): \(error)")
        }
    }
}
