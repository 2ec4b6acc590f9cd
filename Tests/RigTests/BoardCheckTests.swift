import FoundationEssentials
import System
import Testing

/// `heliograph check --board` and `heliograph scope` on a kernel with lines: what an owner meets while wiring.
@Suite("Check and scope on the emulated board", .needsBoard)
struct BoardCheckTests {
    @Test("All that an owner meets is told, each with its remedy")
    func cases() async throws {
        let cases = try await BoardCases(program: "\(Board.repository)/.build/debug/heliograph")
        try expectSoundBoard(cases)
        try expectWires(cases)
        try expectHolders(cases)
        try expectScope(cases)
        try expectRules(cases)
    }

    private func expectSoundBoard(_ cases: BoardCases) throws {
        let bare = try cases.named("bare")
        #expect(bare.exit == 0, "\(bare.text)")
        #expect(bare.says("remark", "configuration", "there is none yet"), "\(bare.text)")
        #expect(bare.says("remark", "/dev/gpiochip0 is “rig”", "of group root", "60-heliograph.rules"), "\(bare.text)")
        #expect(bare.says("ok", "rig has all 6 lines of the header"), "\(bare.text)")
        let well = try cases.named("well")
        #expect(well.exit == 0, "\(well.text)")
        #expect(!well.says("broken"), "\(well.text)")
        #expect(well.says("ok", "/dev/gpiochip0 is “rig”, 6 lines, of group gpio"), "\(well.text)")
        #expect(well.says("ok", "pv: line METER0 is rig:0"), "\(well.text)")
        #expect(well.says("ok", "light: line LIGHT is rig:4"), "\(well.text)")
        #expect(well.says("ok", "power-fail: line SPARE says that the power is there"), "\(well.text)")
        #expect(well.says("ok", "pv: line METER0 is off, as at rest; something outside holds it there"), "\(well.text)")
        #expect(well.says("ok", "rtc", "gave this start its time"), "\(well.text)")
        #expect(well.says("remark", "disk", "is in memory (tmpfs)"), "\(well.text)")
        let json = try cases.named("json")
        #expect(json.exit == 0 && json.lines.allSatisfy { $0.hasPrefix("{\"state\":") }, "\(json.text)")
        #expect(json.lines.count == well.lines.count)
        let other = try cases.named("other")
        #expect(other.exit == 1 && other.says("broken", "no chip has the label “pinctrl-bcm2711”"), "\(other.text)")
        #expect(!other.says("No line is called"), "one reason is enough: \(other.text)")
    }

    private func expectWires(_ cases: BoardCases) throws {
        let pulses = try cases.named("pulses")
        #expect(pulses.exit == 0, "\(pulses.text)")
        #expect(pulses.says("ok", "pv: a pulse on METER0 after") && pulses.says("ok", "house: a pulse on METER1 after"))
        let cut = try cases.named("cut")
        #expect(cut.exit == 0, "an open output looks the same: \(cut.text)")
        #expect(cut.says("house: line METER1 is off, as at rest; nothing outside holds it", "--watch"), "\(cut.text)")
        #expect(cut.says("pv: line METER0 is off, as at rest; something outside"), "\(cut.text)")
        let missing = try cases.named("missing")
        #expect(missing.exit == 1, "\(missing.text)")
        #expect(missing.says("ok", "pv: a pulse on METER0"), "\(missing.text)")
        #expect(missing.says("broken", "house: no edge on METER1 in 60 s. Below 120 W", "the wire is missing"))
        let short = try cases.named("short")
        #expect(short.exit == 1, "\(short.text)")
        #expect(short.says("broken", "pv: 40 edges on METER0, and no pulse of profile s0", "heliograph scope METER0"))
        let shorted = try cases.named("shorted")
        let power = try cases.named("power")
        #expect(power.exit == 1 && power.says("broken", "power-fail: line SPARE says that the power fails"))
        #expect(shorted.says("remark", "house: line METER1 is on and stays on"), "\(shorted.text)")
    }

    private func expectHolders(_ cases: BoardCases) throws {
        let taken = try cases.named("taken")
        #expect(taken.exit == 1 && taken.says("broken", "house: Line METER1 is taken by “gpiomon”"), "\(taken.text)")
        let forbidden = try cases.named("forbidden")
        #expect(forbidden.exit == 1, "\(forbidden.text)")
        #expect(forbidden.says("broken", "/dev/gpiochip0 may not be opened", "usermod -aG gpio"), "\(forbidden.text)")
        let held = try cases.named("held")
        #expect(held.exit == 0, "a service that runs is no fault: \(held.text)")
        #expect(held.says("ok", "pv: line METER0 is rig:0, held by the running service"), "\(held.text)")
        #expect(held.says("ok", "pv: the running service counts on it: 7 pulses"), "\(held.text)")
        let counted = try cases.named("counted")
        #expect(counted.exit == 0, "\(counted.text)")
        #expect(counted.says("ok", "house: the running service counted", "pulse"), "\(counted.text)")
        let scope = try cases.named("scope-held")
        #expect(scope.exit == 2, "\(scope.text)")
        #expect(scope.says("METER0 is held by “heliograph”", "systemctl stop heliograph", "--replay"), "\(scope.text)")
        #expect(cases.others.contains("exit service 0"), "\(cases.others)")
    }

    private func expectScope(_ cases: BoardCases) throws {
        let bounce = try cases.named("scope-bounce")
        #expect(bounce.exit == 0 && bounce.says("Take “profile: s0”"), "\(bounce.text)")
        #expect(bounce.says("highest: 16.", "pulses/s, 60"), "\(bounce.text)")
        #expect(bounce.lines.allSatisfy { $0.count <= 80 }, "\(bounce.text)")
        print(bounce.text)
        let again = try cases.named("scope-again")
        #expect(again.exit == 0 && again.says("\"proposal\":\"s0\"") && again.says("\"pulses\":50"), "\(again.text)")
        let replay = try cases.named("replay")
        #expect(replay.lines.contains { $0.split(separator: " ") == ["pulses", "50"] }, "\(replay.text)")
        let exists = try cases.named("scope-exists")
        #expect(exists.exit == 2 && exists.says("--record: /tmp/edges"), "a recording is never overwritten")
        let meter = try cases.named("scope-meter")
        #expect(meter.exit == 0 && meter.says("\"subject\":\"pv\""), "\(meter.text)")
        #expect(meter.says("\"highest_power_w\":35"), "1000 impulses per kWh, 101 ms apart: \(meter.text)")
        let live = try cases.named("scope-live")
        #expect(live.exit == 0 && live.says("\u{1B}[J") && live.says("Take “profile: s0”"), "\(live.text)")
        // What is drawn anew leaves nothing behind: each frame goes back over exactly the lines of the one before.
        let frames = live.text.split(separator: "\u{1B}[J").map(String.init)
        for (frame, next) in zip(frames.dropFirst(), frames.dropFirst(2)) {
            let drawn = frame.split(separator: "\n", omittingEmptySubsequences: false).count - 1
            #expect(frame.hasSuffix("\u{1B}[\(drawn)A"), "\(next)")
        }
        let silent = try cases.named("scope-silent")
        #expect(silent.exit == 1 && silent.text.contains("Nothing happened"), "\(silent.text)")
    }

    private func expectRules(_ cases: BoardCases) throws {
        let rules = try cases.named("rules")
        #expect(rules.exit == 0, "\(rules.text)")
        #expect(rules.says("60-heliograph.rules:4 GROUP 997") && rules.says("60-heliograph.rules:4 MODE 0660"))
        #expect(!rules.text.contains("Unknown") && !rules.text.contains("Invalid"), "\(rules.text)")
    }
}
