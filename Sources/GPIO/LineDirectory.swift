/// The chips and lines of a machine, and how a name leads to one of them.
package struct LineDirectory: Hashable, Sendable {
    /// A chip that is there but could not be opened or read.
    package struct Refusal: Hashable, Sendable {
        /// The chip's device file.
        package let path: String
        /// Why.
        package let error: GPIOError

        package init(path: String, error: GPIOError) {
            self.path = path
            self.error = error
        }
    }

    /// The chips that could be read, by path.
    package var chips: [ChipDescription] = []
    /// The chips that could not.
    package var refused: [Refusal] = []

    package init(chips: [ChipDescription] = [], refused: [Refusal] = []) {
        self.chips = chips
        self.refused = refused
    }

    /// The one line that `line` names.
    /// - Throws: what keeps it from being found: ``GPIOError/noChips``, a name that nothing or more than one thing
    ///   bears, or, where a chip could not be opened that may well have it, what kept that chip closed.
    package func find(_ line: LineName) throws(GPIOError) -> LineAddress {
        guard !chips.isEmpty || !refused.isEmpty else { throw .noChips }
        switch line {
        case .named(let name): return try find(named: name)
        case .chip(let label, let offset): return try find(offset: offset, label: label)
        }
    }

    /// Where each request leads, in their order.
    /// - Throws: what ``find(_:)`` throws, and ``GPIOError/requestedTwice(_:)``.
    package func addresses(of requests: [InputRequest]) throws(GPIOError) -> [LineAddress] {
        var addresses: [LineAddress] = []
        for request in requests {
            let address = try find(request.line)
            guard !addresses.contains(address) else { throw .requestedTwice(request.line) }
            addresses.append(address)
        }
        return addresses
    }

    private func find(named name: String) throws(GPIOError) -> LineAddress {
        let matches = chips.flatMap { chip in
            chip.lines.filter { $0.name == name }.map { LineAddress(chip: chip, line: $0) }
        }
        guard let match = matches.first else {
            if let refusal = refused.first { throw refusal.error }
            throw .noSuchLine(name, nearest: nearest(to: name, among: chips.flatMap { $0.lines.compactMap(\.name) }))
        }
        guard matches.count == 1 else { throw .ambiguousLine(name, candidates: matches.map(\.unambiguousName)) }
        return match
    }

    private func find(offset: UInt32, label: String) throws(GPIOError) -> LineAddress {
        let matches = chips.filter { $0.label == label }
        guard let chip = matches.first else {
            if let refusal = refused.first { throw refusal.error }
            throw .noSuchChip(label: label, known: chips.map(\.label))
        }
        guard matches.count == 1 else { throw .ambiguousChip(label: label, paths: matches.map(\.path)) }
        guard let line = chip.lines.first(where: { $0.offset == offset }) else {
            throw .noSuchOffset(chip: label, offset: offset, lineCount: chip.lines.count)
        }
        return LineAddress(chip: chip, line: line)
    }
}
