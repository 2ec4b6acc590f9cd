import GPIO
import System

/// What the board is, and whether it has what its profile says.
extension Diagnosis {
    /// The profile that was named, or the one that knows what the device tree calls this machine.
    /// - Throws: an unusable ``Finding``: there is no such board, or its profile has problems.
    mutating func recogniseBoard(named name: String?, in folder: String?) throws(Finding) -> BoardProfile? {
        let model = BoardFolder.model()
        if let name {
            let folder = try BoardFolder(folder)
            let profile = try folder.profile(named: name)
            compare(profile, with: model, in: folder)
            return profile
        }
        guard let model else { return nil }
        // Nobody asked for a board: without profiles everything else is checked all the same.
        guard let folder = try? BoardFolder(folder), let profile = try folder.profile(ofModel: model) else {
            remark(
                "board",
                "“\(model)” is none that this version has a profile of: lines are looked at by their names alone")
            return nil
        }
        works("board", "\(profile.name): it calls itself “\(model)”")
        return profile
    }

    private mutating func compare(_ profile: BoardProfile, with model: String?, in folder: BoardFolder) {
        guard let expected = profile.model, let model else {
            works(
                "board",
                "\(profile.name), as you say: \(model == nil ? "this machine" : "the profile") has no model to compare")
            return
        }
        if model.hasPrefix(expected) {
            works("board", "\(profile.name): it calls itself “\(model)”")
        } else {
            let other = (try? folder.profile(ofModel: model)).flatMap { $0 }
            broken(
                "board",
                "this is no \(profile.name): it calls itself “\(model)”. "
                    + (other.map { "Use --board \($0.name)." } ?? "No profile knows that name: leave --board out."))
        }
    }

    /// The chips that there are, who may open them, and whether the board's own is among them.
    /// - Parameter areUsed: whether the configuration names any line; where it does not, a machine without chips is none the worse.
    /// - Returns: `nil` where there is nothing to look for lines in.
    mutating func checkChips(of profile: BoardProfile?, areUsed: Bool) -> LineDirectory? {
        let subject = "gpio"
        do throws(GPIOError) {
            let directory = try GPIOLibrary.directory()
            if directory.chips.isEmpty, directory.refused.isEmpty { throw .noChips }
            for refusal in directory.refused { broken(subject, "\(refusal.error)") }
            for chip in directory.chips { checkGroup(of: chip) }
            if let profile, directory.refused.isEmpty { checkChip(of: profile, in: directory) }
            return directory
        } catch {
            if case .noChips = error, !areUsed {
                works(subject, "there is no chip, and nothing here has a line")
            } else {
                broken(subject, "\(error)")
            }
            return nil
        }
    }

    private mutating func checkGroup(of chip: ChipDescription) {
        guard let status = try? FileStatus(of: chip.path) else { return }
        let group = GroupName.of(status.group) ?? "\(status.group)"
        let text = "\(chip.path) is “\(chip.label)”, \(chip.lines.count) lines, of group \(group)"
        if status.permissions & 0o060 == 0o060, status.group != 0 {
            works("gpio", text)
        } else {
            remark(
                "gpio",
                "\(text), which may not use it: only root can. Install 60-heliograph.rules in /etc/udev/rules.d, and start again."
            )
        }
    }

    private mutating func checkChip(of profile: BoardProfile, in directory: LineDirectory) {
        guard let chip = directory.chips.first(where: { $0.label == profile.chip.label }) else {
            let labels = directory.chips.map { "“\($0.label)”" }.joined(separator: ", ")
            broken(
                "board",
                "no chip has the label “\(profile.chip.label)” of a \(profile.name), there is \(labels): the kernel lacks the driver of the header's chip, or this is another board."
            )
            return
        }
        let missing = profile.lines.filter { line in
            !chip.lines.contains { $0.offset == line.offset && $0.name == line.name }
        }
        if missing.isEmpty {
            works("board", "\(chip.label) has all \(profile.lines.count) lines of the header by their names")
        } else {
            let names = missing.map { "\($0.name) (offset \($0.offset))" }.joined(separator: ", ")
            broken(
                "board",
                "\(chip.label) calls these lines something else: \(names). Another kernel's device tree may: “gpioinfo” lists its names; use those, or “chip” and “offset”."
            )
        }
    }
}
