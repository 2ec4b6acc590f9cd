import Testing

/// The packaged service under Debian's own systemd: one session in one boot, a test for each of its steps.
@Suite("The service under systemd", .needsSystemdGuest)
struct ServiceTests {
    @Test("dpkg installs it, gives the GPIO chip to its group, and starts nothing")
    func install() async throws {
        let install = try await ServiceSession.shared.value.transcript("install")
        #expect(install.says("inactive"))
        #expect(install.says("(gpio)") && install.says("(dialout)"))
        #expect(install.fact("chip") == ["gpio", "660"])

        let unedited = try await ServiceSession.shared.value.transcript("unedited")
        #expect(unedited.says("origin"), "what is missing in the configuration is said")
        #expect(unedited.says("(status 1)"))
    }

    @Test("Edited and enabled it makes its identity, and a counted pulse arrives verified")
    func firstStart() async throws {
        let start = try await ServiceSession.shared.value.transcript("first-start")
        #expect(start.fact("state") == ["active", "enabled"])
        #expect(start.says("heliograph.db") && start.says("statement.pem") && start.says("card.txt"))
        #expect(start.says("counting 1 meter; connected"))
        // Its own topics are the gateway's (16: nobody listens); a foreigner's word is refused with “not authorised”.
        #expect(start.fact("broker") == ["16", "135"])

        let pulse = try await ServiceSession.shared.value.transcript("pulse")
        #expect(pulse.fact("pulse") == ["20", "0"])
        #expect(pulse.says("\"state\":\"verified\""))
    }

    @Test("systemctl restart loses no pulse, though they come all the while")
    func restart() async throws {
        let restart = try await ServiceSession.shared.value.transcript("restart")
        #expect(restart.fact("restart") == ["320", "0"])
    }

    @Test("systemctl reload takes a new meter live, and refuses a broken configuration in words")
    func reload() async throws {
        let reload = try await ServiceSession.shared.value.transcript("reload")
        #expect(reload.fact("reload") == ["10", "0"])
        #expect(reload.says("intervall"))
        #expect(reload.says("(status 1)"))
    }

    @Test("The watchdog is fed for hours, and ends a loop that hangs; the service comes back and counts on")
    func watchdog() async throws {
        let quiet = try await ServiceSession.shared.value.transcript("watchdog-fed")
        #expect(quiet.fact("quiet") == ["0"])
        #expect(quiet.fact("status")?.joined(separator: " ").hasPrefix("counting 1 meter; connected; signed ") == true)

        let hang = try await ServiceSession.shared.value.transcript("hang")
        #expect(hang.says("the ledger's loop stands still"))
        #expect(hang.says("Watchdog timeout"))
        #expect(hang.fact("hang") == ["active", "1", "other"])
        #expect(hang.fact("after-hang") == ["340", "0"])
    }

    @Test("Log lines are entries of the journal with fields and priorities")
    func journal() async throws {
        let session = try await ServiceSession.shared.value
        let journal = try session.transcript("journal")
        #expect(journal.lines.last?.hasPrefix("$ ") == false, "a field finds its entries")
        let own = session.journal.filter { $0["SYSLOG_IDENTIFIER"] == "heliograph" && $0["MESSAGE"] != nil }
        let starting = try #require(own.first { $0["MESSAGE"]?.hasPrefix("starting (") == true })
        #expect(starting["PRIORITY"] == "6")
        #expect(starting["HELIOGRAPH_ORIGIN"] == "rig.test/roof")
        #expect(starting["HELIOGRAPH_VERSION"] != nil)
        #expect(starting["CODE_FILE"]?.hasSuffix("Run.swift") == true)
        #expect(starting["_TRANSPORT"] == "journal")
        #expect(starting["_SYSTEMD_UNIT"] == "heliograph.service")
        let hung = try #require(own.first { $0["MESSAGE"]?.hasPrefix("the ledger's loop stands still") == true })
        #expect(hung["PRIORITY"] == "3")
    }

    @Test("The sandbox gives what the service needs and refuses the rest")
    func sandbox() async throws {
        let sandbox = try await ServiceSession.shared.value.transcript("sandbox")
        let probes = sandbox.lines.filter { $0.hasPrefix("probe ") }
        let possible = probes.filter { $0.hasSuffix(": possible") }.map { $0.dropFirst(6).prefix { $0 != ":" } }
        #expect(
            possible.map(String.init) == [
                "write-state", "write-runtime", "read-configuration", "open-gpio", "open-serial", "open-null",
            ])
        let refused = probes.filter { $0.contains(": refused: ") }.map { $0.dropFirst(6).prefix { $0 != ":" } }
        #expect(
            refused.map(String.init) == [
                "write-configuration", "write-etc", "write-usr", "read-root", "open-disk", "open-memory", "open-rtc",
                "see-systemd", "signal-systemd", "run-shell", "run-other", "run-own", "set-user-id", "mount", "unshare",
                "change-root", "raw-socket", "netlink", "set-clock", "host-name", "kernel-setting", "kernel-log",
                "control-group", "raise-priority", "trace",
            ])
        #expect(sandbox.fact("security") == ["0"])
    }

    @Test("Keys may be encrypted credentials instead of files")
    func credentials() async throws {
        let credentials = try await ServiceSession.shared.value.transcript("credentials")
        #expect(credentials.fact("credentials")?.prefix(2) == ["active", "400"])
        #expect(!credentials.says("statement.pem") && !credentials.says("log.pem"))
    }

    @Test("An upgrade loses no pulse, a downgrade goes back, one below the schema is refused and touches nothing")
    func upgrade() async throws {
        let upgrade = try await ServiceSession.shared.value.transcript("upgrade")
        #expect(upgrade.fact("upgrade") == ["540", "0"])
        #expect(upgrade.fact("upgraded") == ["9.0.0~deb12", "active"])

        let downgrade = try await ServiceSession.shared.value.transcript("downgrade")
        #expect(downgrade.fact("downgrade") == ["560", "0"])
        #expect(downgrade.says("too old for the readings on this machine"))
        let refused = try #require(downgrade.fact("refused"))
        #expect(refused.first != "0.0.1~deb12" && refused.dropFirst() == ["active", "same"])
    }

    @Test("Removed it keeps keys and readings; installed again it counts on; purged it names what goes, and it is gone")
    func removal() async throws {
        let remove = try await ServiceSession.shared.value.transcript("remove")
        #expect(remove.fact("removed") == ["inactive", "2"])
        #expect(remove.fact("reinstalled") == ["580", "0"])

        let purge = try await ServiceSession.shared.value.transcript("purge")
        #expect(purge.says("statement.pem") && purge.says("keys"))
        #expect(purge.fact("purged") == ["0"])
        #expect(try await ServiceSession.shared.value.transcript("end").fact("watch") == ["0"])
    }
}
