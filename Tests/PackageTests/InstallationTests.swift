import System
import Testing

/// What happens to a machine, and to what its gateway knows, without a running systemd; with one: `Tests/RigTests`.
@Suite("Installing the package", .needsPackage, .needsTrial, .serialized)
struct InstallationTests {
    /// The shell's words for the trials below: a gateway under a name of its own, without meters.
    private static let words = """
        exec 2>&1
        state=/var/lib/heliograph
        dpkg() { command dpkg --log=/dev/null "$@" | grep -v 'Reading database\\|man-db'; }
        configure() { sed -i 's,COMMUNITY/NAME,linden.energy/roof-a,' /etc/heliograph/heliograph.yaml; }
        identity() { heliograph init --configuration /etc/heliograph/heliograph.yaml --identity-only; }
        memory() { sha256sum $state/*.pem $state/card.txt /etc/heliograph/heliograph.yaml | sha256sum; }
        version() { dpkg-query --show --showformat '${Version}\\n' heliograph; }

        """

    private func run(_ files: [String], _ command: String) async throws -> [String] {
        let (exit, lines) = try await Trial.run(files, Self.words + command)
        #expect(exit == .code(0), "\(lines)")
        return lines
    }

    /// What stands behind a mark, such as `modes: `.
    private func answer(_ mark: String, _ lines: [String]) throws -> String {
        let line = try #require(lines.first { $0.hasPrefix("\(mark): ") }, "no “\(mark)” in \(lines)")
        return String(line.dropFirst(mark.count + 2))
    }

    @Test("makes a user and folders, and says what to do next; the first start's step makes the identity")
    func install() async throws {
        let lines = try await run(
            [try BuiltPackage.path],
            """
            dpkg -i *.deb
            echo "groups: $(id -nG heliograph)"
            echo "modes: $(stat -c '%a %U:%G' /etc/heliograph /etc/heliograph/heliograph.yaml $state | paste -sd ' ')"
            identity; echo "placeholder: $?"
            configure; identity; echo "made: $?"
            echo "keys: $(stat -c '%a %U' $state/statement.pem $state/log.pem $state/heliograph.db | paste -sd ' ')"
            before=$(memory); echo "again: $(identity) $?"; [ "$before" = "$(memory)" ] && echo "kept: yes"
            rm $state/heliograph.db; identity; echo "lost: $?"; ls $state/heliograph.db
            heliograph check | sed 's/^/check: /'
            runuser -u nobody -- heliograph check | sed 's/^/stranger: /'
            true
            """)
        #expect(lines.contains { $0.contains("installed, and not started") })
        #expect(
            Set(try answer("groups", lines).split(separator: " ")).isSuperset(of: ["heliograph", "gpio", "dialout"]))
        #expect(
            try answer("modes", lines) == "750 root:heliograph 640 root:heliograph 700 heliograph:heliograph")
        #expect(lines.contains { $0.contains("this is the placeholder that the package came with") })
        #expect(try answer("placeholder", lines) == "2" && answer("made", lines) == "0")
        #expect(lines.contains { $0.contains("Back up \("/var/lib/heliograph/statement.pem")") })
        #expect(try answer("keys", lines) == "600 heliograph 600 heliograph 600 heliograph")
        #expect(try answer("again", lines) == " 0" && answer("kept", lines) == "yes", "silent where nothing is missing")
        #expect(try answer("lost", lines) == "0" && lines.contains { $0.contains("asks every mirror of the policy") })
        #expect(lines.contains { $0.hasPrefix("check: ok      user") && $0.contains("what heliograph sees") })
        #expect(lines.contains { $0.hasPrefix("check: ok      keys") && $0.contains("statement.pem signs readings") })
        #expect(lines.contains { $0.hasPrefix("stranger: broken") && $0.contains("run this with sudo") })
    }

    @Test("is all that a street takes: founded and joined in Debian's own places, with files that each reader can read")
    func street() async throws {
        let lines = try await run(
            [try BuiltPackage.path],
            """
            dpkg -i *.deb; ip link set lo up; mkdir -p /run/mosquitto; chown mosquitto /run/mosquitto
            meter="--meter pv --line simulated --impulses 1000"
            heliograph community found linden.energy --gateway roof-a --host 127.0.0.1 $meter; echo "found: $?"
            echo "modes: $(cd /etc/heliograph; stat -c '%n %a %U:%G' heliograph.yaml gateway.key gateway.pem street street.pem | paste -sd ' ')"
            echo "broker: $(stat -c '%a %U' /etc/mosquitto/certs/broker.key)"
            runuser -u heliograph -- cat /etc/heliograph/street/authority.key && echo "authority: open"
            mosquitto -c /etc/mosquitto/mosquitto.conf -d; sleep 1
            line=$(heliograph community invite </dev/null)
            heliograph community join "$line" --gateway roof-b -c /srv/b $meter >guest &
            while ! grep -qE '^ +[0-9]{4} ' guest; do sleep 0.1; done
            heliograph community invite --wait --admit "$(grep -E '^ +[0-9]{4} ' guest)" </dev/null; echo "let in: $?"
            wait %1; echo "joined: $?"; echo "door: $(stat -c '%a %U' /run/heliograph-door/rules)"
            heliograph community agree --yes -c /srv/b --for 60s >/dev/null &
            heliograph community agree --yes --for 60s; echo "agreed: $?"; wait %2
            echo "signed: $(stat -c '%a %U' $state/signed-policies)"
            runuser -u heliograph -- heliograph ledger heads --state $state; echo "readable: $?"
            heliograph check | sed 's/^/check: /'
            kill $(cat /run/mosquitto/mosquitto.pid)
            """)
        for step in ["found", "let in", "joined", "agreed", "readable"] {
            #expect(try answer(step, lines) == "0", "\(step): \(lines)")
        }
        #expect(
            try answer("modes", lines)
                == "heliograph.yaml 640 root:heliograph gateway.key 600 heliograph:heliograph gateway.pem 640 root:heliograph street 700 root:root street.pem 640 root:heliograph"
        )
        #expect(try answer("broker", lines) == "600 mosquitto" && answer("door", lines) == "600 mosquitto")
        #expect(try answer("signed", lines) == "600 heliograph")
        #expect(!lines.contains("authority: open") && !lines.contains { $0.contains("PRIVATE KEY") })
        #expect(lines.contains { $0.hasPrefix("check: ok      broker") && $0.contains("lets this gateway in") })
        #expect(lines.contains { $0.hasPrefix("check: ok      policy") && $0.contains("2 of 2 mirrors") })
    }

    @Test("over an older one keeps keys, database and the edited configuration; so does a downgrade of the same schema")
    func upgrade() async throws {
        let folder = try TemporaryFolder()
        let newer = try await Trial.variant("0.1.1~deb12", schema: BuiltPackage.schema(), in: folder.path)
        let lines = try await run(
            [try BuiltPackage.path, newer],
            """
            mkdir /trial/first; mv *0.1.1* /trial/first/newer.deb
            dpkg -i heliograph_*.deb && configure && identity && before=$(memory)
            dpkg -i first/newer.deb; echo "newer: $(version)"; [ "$before" = "$(memory)" ] && echo "up: kept"
            dpkg -i heliograph_*.deb; [ "$before" = "$(memory)" ] && echo "down: kept"
            """)
        #expect(try answer("newer", lines) == "0.1.1~deb12")
        #expect(try answer("up", lines) == "kept" && answer("down", lines) == "kept")
        #expect(
            !lines.contains {
                $0.contains("installed, and not started") && lines.firstIndex(of: $0) != lines.lastIndex(of: $0)
            })
    }

    @Test(
        "of a version that is older than the database is refused in words, and nothing is touched",
        arguments: ["", "leave it in the write-ahead log"])
    func refusal(log: String) async throws {
        let folder = try TemporaryFolder()
        let known = try await BuiltPackage.schema()
        let schema = known + 6
        let newer = try await Trial.variant("0.2.0~deb12", schema: schema, in: folder.path)
        let lines = try await run(
            [try BuiltPackage.path, newer],
            """
            mkdir newer; mv *0.2.0* newer
            dpkg -i newer/*.deb && configure && identity
            if [ -z "\(log)" ]; then
                sqlite3 $state/heliograph.db 'PRAGMA user_version = \(schema)'
            else
                # sqlite3 dies before it can move its pages from the log into the database.
                printf 'PRAGMA wal_autocheckpoint = 0;\\nPRAGMA user_version = \(schema);\\n.system kill -9 $PPID\\n' |
                    sqlite3 $state/heliograph.db
                echo "header: $(od -A n -t u4 --endian=big -j 60 -N 4 $state/heliograph.db)"
                stat -c '%s' $state/heliograph.db-wal
            fi
            before=$(memory; sha256sum /usr/bin/heliograph $state/heliograph.db)
            command dpkg -i heliograph_*.deb; echo "refused: $?"
            echo "version: $(version)"
            [ "$before" = "$(memory; sha256sum /usr/bin/heliograph $state/heliograph.db)" ] && echo "same: yes"
            command dpkg --audit
            true
            """)
        if !log.isEmpty {
            #expect(try answer("header", lines).hasSuffix(" \(known)"), "the database itself is still the old one")
        }
        #expect(lines.contains { $0.contains("is too old for the readings on this machine") }, "\(lines)")
        #expect(lines.contains { $0.contains("its schema is \(schema), this package knows \(known)") })
        #expect(try answer("refused", lines) == "1" && answer("version", lines) == "0.2.0~deb12")
        #expect(try answer("same", lines) == "yes", "\(lines)")
    }

    @Test("and removing it keeps keys and readings; purging says what goes, then nothing is left")
    func purge() async throws {
        let lines = try await run(
            [try BuiltPackage.path],
            """
            dpkg -i *.deb && configure && identity && before=$(memory) && echo secret >/etc/heliograph/broker.key
            dpkg -r heliograph; [ ! -e /usr/bin/heliograph ] && [ "$before" = "$(memory)" ] && echo "removed: kept"
            dpkg -i *.deb && identity; [ "$before" = "$(memory)" ] && echo "returned: kept"
            dpkg -P heliograph; id heliograph || echo "user: gone"
            echo "left: $(find /etc /usr /var /lib -xdev -name '*heliograph*' | paste -sd ' ')"
            """)
        #expect(try answer("removed", lines) == "kept" && answer("returned", lines) == "kept")
        #expect(lines.contains { $0.contains("made this machine the gateway linden.energy/roof-a") }, "\(lines)")
        #expect(lines.contains { $0.contains("statement.pem") && $0.contains("keys that sign its readings") })
        #expect(lines.contains { $0.contains("purging removes /etc/heliograph/broker.key") })
        #expect(try answer("user", lines) == "gone" && answer("left", lines).isEmpty, "\(lines)")
    }

    @Test("and purging it leaves the user while anything else on the disks is its own")
    func keptUser() async throws {
        let lines = try await run(
            [try BuiltPackage.path],
            """
            dpkg -i *.deb && install -d -o heliograph /srv/readings
            dpkg -P heliograph; id -un heliograph | sed 's/^/user: /'
            """)
        #expect(try answer("user", lines) == "heliograph")
        #expect(lines.contains { $0.contains("stays: it owns /srv/readings") }, "\(lines)")
    }
}
