import FoundationEssentials
import System
import Testing

/// What is in the package, before anybody installs it.
@Suite("The Debian package", .needsPackage)
struct ContentTests {
    @Test("is small: 8 MB packed, 30 MB installed")
    func size() async throws {
        let attributes = try FileManager.default.attributesOfItem(atPath: try BuiltPackage.path)
        let packed = try #require(attributes[.size] as? UInt64)
        let installed_kb = try #require(UInt64(try await BuiltPackage.field("Installed-Size")))
        print("The package: \(packed / 1000) kB; installed \(installed_kb) KiB.")
        #expect((1_000_000...8_000_000).contains(packed))
        #expect((1000...30_000_000 / 1024).contains(installed_kb))
    }

    @Test("names the release that it fits, and the libraries that its program is linked against")
    func dependencies() async throws {
        let release = try await BuiltPackage.field("Version").split(separator: "~").last
        let words = release == "deb12" ? "Debian 12 (bookworm)" : "Debian 13 (trixie)"
        #expect(try await BuiltPackage.field("Description").contains(words))
        let depends = try await BuiltPackage.field("Depends")
        let gpiod = release == "deb12" ? "libgpiod2 (>= 1." : "libgpiod3 (>= 2."
        for wanted in [
            gpiod, "libc6 (>= 2.", "libmosquitto1 (>=", "libqrencode4 (>=", "libsqlite3-0 (>=", "libyaml-0-2",
            "libssl3",
        ] {
            #expect(depends.contains(wanted), "\(depends)")
        }
    }

    @Test("has everything in its place, and nobody but root may write it")
    func contents() async throws {
        let (exit, lines) = try await ChildProcess.run("dpkg-deb", ["--contents", try BuiltPackage.path])
        #expect(exit == .code(0))
        let entries = lines.map { $0.split(separator: " ", maxSplits: 5, omittingEmptySubsequences: true) }
        #expect(entries.allSatisfy { $0[1] == "root/root" })
        let modes = Dictionary(entries.map { (String($0[5].dropFirst(1)), String($0[0])) }) { first, _ in first }
        let units = modes["/usr/lib/systemd/system/heliograph.service"] == nil ? "/lib" : "/usr/lib"
        #expect(modes["/usr/bin/heliograph"] == "-rwxr-xr-x")
        #expect(modes["/etc/heliograph/"] == "drwxr-x---")
        #expect(modes["/etc/heliograph/heliograph.yaml"] == "-rw-r-----")
        for file in [
            "\(units)/systemd/system/heliograph.service", "/usr/lib/sysusers.d/heliograph.conf",
            "/usr/lib/udev/rules.d/60-heliograph.rules", "/usr/share/heliograph/boards/simulated/profile.yaml",
            "/usr/lib/tmpfiles.d/heliograph.conf", "/usr/share/heliograph/mosquitto/heliograph.conf",
            "/usr/share/man/man1/heliograph.1.gz", "/usr/share/man/man5/heliograph.yaml.5.gz",
            "/usr/share/bash-completion/completions/heliograph", "/usr/share/zsh/vendor-completions/_heliograph",
            "/usr/share/fish/vendor_completions.d/heliograph.fish", "/usr/share/doc/heliograph/copyright",
        ] {
            #expect(modes[file] == "-rw-r--r--", "\(file)")
        }
        let (_, conffiles) = try await ChildProcess.run("dpkg-deb", ["--info", try BuiltPackage.path, "conffiles"])
        #expect(conffiles == ["/etc/heliograph/heliograph.yaml"])
    }

    @Test("has nothing that lintian minds")
    func lintian() async throws {
        let (exit, lines) = try await ChildProcess.run(
            "lintian", ["--allow-root", "--fail-on", "error,warning", try BuiltPackage.path])
        #expect(exit == .code(0) && lines.filter { !$0.hasPrefix("running with root") }.isEmpty, "\(lines)")
    }

    @Test("has manual pages without a fault, of every command and every key")
    func pages() async throws {
        let folder = try TemporaryFolder()
        try await BuiltPackage.extract(to: folder.path)
        for (page, wanted) in [
            (
                "man1/heliograph.1.gz",
                ["heliograph ledger proof", "--identity-only", "heliograph community join", "EXIT STATUS"]
            ),
            ("man5/heliograph.yaml.5.gz", ["register-sync", "yearly-kwh", "community/name"]),
        ] {
            let path = "\(folder.path)/usr/share/man/\(page)"
            let (exit, warnings) = try await ChildProcess.run(
                "env",
                ["LC_ALL=C.UTF-8", "sh", "-c", "man --warnings -E UTF-8 -l -Tutf8 -Z \"$1\" >/dev/null", "sh", path])
            #expect(exit == .code(0) && warnings.isEmpty, "\(warnings)")
            let (_, text) = try await ChildProcess.run("env", ["LC_ALL=C.UTF-8", "MANWIDTH=120", "man", "-l", path])
            for words in wanted { #expect(text.contains { $0.contains(words) }, "\(page) does not say “\(words)”") }
        }
    }

    @Test("completes the program's commands in bash")
    func completions() async throws {
        let folder = try TemporaryFolder()
        try await BuiltPackage.extract(to: folder.path)
        let (exit, lines) = try await ChildProcess.run(
            "bash",
            [
                "--noprofile", "--norc", "-c",
                """
                . "$1/usr/share/bash-completion/completions/heliograph" && complete -p heliograph
                COMP_WORDS=(heliograph led) COMP_CWORD=1 COMP_LINE='heliograph led' COMP_POINT=14 COMP_TYPE=9
                _heliograph 2>/dev/null; printf '%s\\n' "${COMPREPLY[@]}"
                """, "bash", folder.path,
            ])
        #expect(exit == .code(0) && lines.contains("ledger"), "\(lines)")
    }

    @Test("is made of the same bytes again")
    func reproducible() async throws {
        let folder = try TemporaryFolder()
        let (exit, lines) = try await ChildProcess.run(
            "\(BuiltPackage.repository)/toolchain/package/build", ["--output", folder.path])
        #expect(exit == .code(0), "\(lines)")
        let again = try #require(lines.last { $0.hasSuffix(".deb") })
        #expect(try await ChildProcess.run("cmp", [try BuiltPackage.path, again]).0 == .code(0))
    }
}
