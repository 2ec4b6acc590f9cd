import FoundationEssentials
import System
import Testing

@testable import heliograph

/// The profiles of `board/`, and what is said of one that is wrong.
@Suite("Profiles of boards")
struct BoardProfileTests {
    /// The repository's own profiles.
    private static let folder = "\(repository)/board"
    private static let repository = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4)
        .joined(separator: "/")

    @Test("each of the repository's reads, and has what its wiring needs")
    func shipped() throws {
        let boards = try BoardFolder(Self.folder)
        #expect(
            boards.names == [
                "raspberry-pi-3", "raspberry-pi-4", "raspberry-pi-5", "raspberry-pi-zero-2-w", "simulated",
            ])
        for name in boards.names {
            let profile = try boards.profile(named: name)
            #expect(Set(profile.lines.map(\.offset)).count == profile.lines.count, "\(name)")
            #expect(profile.lines(for: .pulse).count == 4 && profile.lines(for: .light).count == 1, "\(name)")
            let pins = profile.lines.compactMap(\.pin)
            #expect(Set(pins).count == pins.count, "\(name)")
            if name != "simulated" {
                // The numbers of a Raspberry Pi's lines are their offsets; its header has power and ground on these pins.
                #expect(profile.lines.allSatisfy { $0.name == "GPIO\($0.offset)" }, "\(name)")
                #expect(Set(pins).isDisjoint(with: [1, 2, 4, 6, 9, 14, 17, 20, 25, 30, 34, 39]), "\(name)")
                #expect(profile.hardwareClock.remedy != nil && profile.watchdog != nil, "\(name)")
            }
            #expect(FileKind(of: "\(Self.folder)/\(name)/README.md") == .file, "\(name)")
        }
    }

    @Test(
        "a board is recognised by how its model begins",
        arguments: [
            ("Raspberry Pi 3 Model B Plus Rev 1.3", "raspberry-pi-3"),
            ("Raspberry Pi 3 Model A Plus Rev 1.0", "raspberry-pi-3"),
            ("Raspberry Pi 4 Model B Rev 1.5", "raspberry-pi-4"), ("Raspberry Pi 5 Model B Rev 1.0", "raspberry-pi-5"),
            ("Raspberry Pi Zero 2 W Rev 1.0", "raspberry-pi-zero-2-w"), ("Raspberry Pi 2 Model B Rev 1.1", nil),
            ("Raspberry Pi 500 Rev 1.0", nil), ("TI AM335x BeagleBone Black", nil),
        ])
    func model(model: String, name: String?) throws {
        #expect(try BoardFolder(Self.folder).profile(ofModel: model)?.name == name)
    }

    @Test(
        "what is wrong is named with its place and what to write",
        arguments: [
            ("lable: rig", "1:8: there is no key “chip.lable”: did you mean “label”?"),
            ("label: rig", "1:7: the key “chip.bias” is missing"),
            ("label: rig, bias: 3", "1:26: “3” does not fit “chip.bias”: write true or false."),
        ])
    func chip(text: String, problem: String) throws {
        let messages = try problems(of: "chip: {\(text)}\nlines: {A: {offset: 0}}\nrtc: {kind: none}\n")
        #expect(messages.contains { $0.contains("/odd/profile.yaml:\(problem)") }, "\(messages)")
    }

    @Test("every problem is told at once")
    func all() throws {
        let messages = try problems(
            of:
                "lines:\n  A: {offset: -1, use: pulses}\nrtc: {kind: added}\nwatchdog: {device: /dev/w, limit: 2 h}\nled:\n"
        )
        #expect(messages.count == 6, "\(messages)")
        #expect(messages[0].contains(":1:1: the key “chip” is missing"))
        #expect(messages[1].contains(":2:15: “-1” does not fit “lines.A.offset”"))
        #expect(messages[2].contains(":2:24: “pulses” does not fit “lines.A.use”: write “pulse”."))
    }

    @Test("the clock's overlay compiles, and hangs a DS3231 on the header's bus", .needs(.deviceTreeCompiler))
    func overlay() async throws {
        let folder = try TemporaryFolder()
        // As much of a Raspberry Pi's tree as the overlay names.
        let tree = """
            /dts-v1/;
            / { soc { #address-cells = <1>; #size-cells = <1>;
                i2c1: i2c@7e804000 { reg = <0x7e804000 0x1000>; status = "disabled"; }; }; };
            """
        try Data(tree.utf8).write(to: URL(filePath: "\(folder.path)/board.dts"))
        func run(_ words: String...) async throws -> [String] {
            let (exit, lines) = try await ChildProcess.run(words[0], Array(words.dropFirst()))
            try #require(exit == .code(0), "\(words): \(lines)")
            return lines
        }
        for (source, result) in [
            ("\(folder.path)/board.dts", "board.dtb"), ("\(Self.folder)/ds3231.dts", "ds3231.dtbo"),
        ] {
            _ = try await run("dtc", "-@", "-I", "dts", "-O", "dtb", "-o", "\(folder.path)/\(result)", source)
        }
        let whole = "\(folder.path)/whole.dtb"
        _ = try await run("fdtoverlay", "-i", "\(folder.path)/board.dtb", "-o", whole, "\(folder.path)/ds3231.dtbo")
        #expect(try await run("fdtget", whole, "/soc/i2c@7e804000", "status") == ["okay"])
        #expect(try await run("fdtget", whole, "/soc/i2c@7e804000/rtc@68", "compatible") == ["maxim,ds3231"])
    }

    @Test("a board that there is none of, and a folder that there is none of")
    func absent() async throws {
        let unknown = try await HeliographProgram.run("check", "--board", "pi", "--boards", Self.folder)
        #expect(unknown.exit == .code(2) && unknown.lines.joined().contains("there are raspberry-pi-3, "))
        let nowhere = try await HeliographProgram.run("check", "--board", "simulated", "--boards", "/nowhere")
        #expect(nowhere.exit == .code(2) && nowhere.lines.joined().contains("there is no folder /nowhere"))
    }

    @Test("the mount that holds a folder is the deepest and the last, and its options say whether it is to be trusted")
    func mounts() throws {
        let mounts = """
            /dev/mmcblk0p2 / ext4 rw,noatime 0 0
            tmpfs /var tmpfs rw 0 0
            /dev/sda1 /var/lib ext4 ro,sync,nobarrier 0 0
            /dev/sdb1 /srv/my\\040disk ext4 rw 0 0
            tmpfs /srv/my\\040disk tmpfs rw 0 0
            """
        let card = try #require(MountPoint.holding("/home/pi", in: mounts))
        #expect(card.device == "/dev/mmcblk0p2" && !card.isReadOnly && !card.isInMemory && card.wearsCard == nil)
        let disk = try #require(MountPoint.holding("/var/lib/heliograph", in: mounts))
        #expect(disk.device == "/dev/sda1" && disk.isReadOnly && disk.ignoresFlushes && disk.wearsCard == "sync")
        #expect(MountPoint.holding("/var/library", in: mounts)?.isInMemory == true)
        #expect(MountPoint.holding("/srv/my disk/state", in: mounts)?.isInMemory == true)
        #expect(MountPoint.holding("/", in: "") == nil)
    }

    private func problems(of text: String) throws -> [Substring] {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: "\(folder.path)/odd", withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(filePath: "\(folder.path)/odd/profile.yaml"))
        do throws(Finding) {
            _ = try BoardFolder(folder.path).profile(named: "odd")
            return []
        } catch {
            #expect(error.status == .unusable)
            return error.message.split(separator: "\n")
        }
    }
}
