import GPIO
import Gateway
import Ledger
import Metering
import Signing
import Statements
import Storage

/// The lines that are used: whether they are there, who holds them, and what they rest at.
extension Diagnosis {
    /// - Returns: those that were found and that this program holds or could hold.
    mutating func checkLines(of users: [LineUser], in directory: LineDirectory) -> [FoundLine] {
        users.compactMap { user in
            let name = user.line.name
            do throws(GPIOError) {
                let found = FoundLine(user: user, address: try directory.find(name))
                let holder = found.address.line.holder
                if !found.isFree, !found.isOurs {
                    if case .proposed = user.purpose {
                        remark("gpio", "\(user.name): line \(name) is taken\(holder.map { " by “\($0)”" } ?? "")")
                        return nil
                    }
                    throw .lineBusy(name, holder: holder)
                }
                works(
                    "gpio",
                    "\(user.name): line \(name) is \(found.address.unambiguousName)\(found.isOurs ? ", held by the running service" : "")"
                )
                return found
            } catch {
                broken("gpio", "\(user.name): \(error)")
                return nil
            }
        }
    }

    /// What the free inputs rest at, and whether anything outside holds them there.
    mutating func checkLevels(of lines: [FoundLine], hasBias: Bool) async {
        for found in lines where found.user.isPulseInput {
            do throws(GPIOError) {
                try await checkLevel(of: found.user, hasBias: hasBias)
            } catch {
                broken("wire", "\(found.user.name): \(error)")
            }
        }
    }

    /// Lights a free light for a moment, and reads its line back.
    mutating func checkLights(of lines: [FoundLine]) {
        for found in lines {
            guard case .light = found.user.purpose else { continue }
            let line = found.user.line
            do throws(GPIOError) {
                var output = try OutputLine(line.name, isActiveLow: line.isActiveLow)
                try output.prove()
                works("wire", "light: line \(line.name), lit and dark for a moment, reads as it is driven")
            } catch {
                broken("wire", "light: \(error)")
            }
        }
    }

    /// What a free power-fail line says now.
    mutating func checkPowerFail(of lines: [FoundLine]) async {
        for found in lines {
            guard case .powerFail = found.user.purpose else { continue }
            let request = found.user.line.inputRequest
            do throws(GPIOError) {
                if try await LineProbe.isActive(request) {
                    broken(
                        "wire",
                        "power-fail: line \(request.line) says that the power fails. If it does not, “active-low” or “bias” is the wrong way round: \(request.isActiveLow ? "low" : "high") means failing now."
                    )
                } else {
                    works("wire", "power-fail: line \(request.line) says that the power is there")
                }
            } catch {
                broken("wire", "power-fail: \(error)")
            }
        }
    }

    private mutating func checkLevel(of user: LineUser, hasBias: Bool) async throws(GPIOError) {
        let request = user.line.inputRequest
        // The opposite first, so that the chip keeps the resistor that the meter asks for.
        var follows: Bool?
        if hasBias, let opposite = request.bias.opposite {
            var turned = request
            turned.bias = opposite
            let atOpposite = try await LineProbe.isActive(turned)
            follows = try await LineProbe.isActive(request) != atOpposite
        }
        guard try await !isOnForLong(request) else {
            remark(
                "wire",
                "\(user.name): line \(request.line) is on and stays on. A light that is always lit when no current flows does that; else it is shorted, or “active-low” is the wrong way round: \(request.isActiveLow ? "low" : "high") means on now."
            )
            return
        }
        if !hasBias, request.bias.opposite != nil {
            remark(
                "wire",
                "\(user.name): line \(request.line) is off, as at rest. Its chip has no resistor for “bias: \(request.bias.rawValue)”: an output that only pulls one way needs one outside."
            )
            return
        }
        let outside =
            switch follows {
            case true?:
                "nothing outside holds it: so rests an open output, and so does a line whose wire is missing (--watch tells which)"
            case false?:
                "something outside holds it there: its interface is connected (--watch tells whether the meter is)"
            case nil: "whether a wire is connected, --watch tells"
            }
        works("wire", "\(user.name): line \(request.line) is off, as at rest; \(outside)")
    }

    /// Whether a line is on now and still is after the longest pulse of an S0 output.
    private func isOnForLong(_ request: InputRequest) async throws(GPIOError) -> Bool {
        guard try await LineProbe.isActive(request) else { return false }
        return try await LineProbe.isActive(request, settling: .milliseconds(700))
    }

    /// What the running service has counted on the lines that it holds.
    mutating func checkRegisters(of lines: [FoundLine], in file: ConfigurationFile) async {
        let held = lines.filter { $0.isOurs && $0.user.isPulseInput }
        guard !held.isEmpty else { return }
        do throws(StorageError) {
            let registers = try await Self.registers(of: file)
            for found in held {
                guard let name = try? Name(found.user.name), let stored = registers[name] else { continue }
                let pulses = stored.register.pulses.rawValue
                works(
                    "wire",
                    "\(found.user.name): the running service counts on it: \(pulses) pulses until \(CalendarDate(stored.savedAt).text)"
                )
            }
        } catch {
            remark("wire", "the running service holds \(held.count) lines; what it counts cannot be read: \(error)")
        }
    }

    static func registers(of file: ConfigurationFile) async throws(StorageError) -> [Name: StoredRegister] {
        try await Database(at: file.state.database, .readOnly, cryptography: OpenSSLCryptography()).registers()
    }
}

extension LineBias {
    /// The resistor that pulls the other way; `nil` for no resistor.
    fileprivate var opposite: LineBias? {
        switch self {
        case .pullUp: .pullDown
        case .pullDown: .pullUp
        case .asIs, .disabled: nil
        }
    }
}
