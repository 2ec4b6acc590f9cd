import Testing

/// The repository as it stands keeps its own rules.
@Suite("The repository")
struct RepositoryTests {
    @Test("imports along the arrows only")
    func imports() throws { try expectNone(ImportRule.violations) }

    @Test("keeps unsafe code where C is, with its reasons")
    func safety() throws { try expectNone(SafetyRule.violations) }

    @Test("has short files and functions")
    func lengths() throws { try expectNone(LengthRule.violations) }

    @Test("documents what other targets see")
    func documentation() throws { try expectNone(DocumentationRule.violations) }

    @Test("has no unfinished work and no empty names")
    func words() throws { try expectNone(WordRule.violations) }

    @Test("has arrows for every target and no others")
    func targets() throws {
        let shims = Set(ImportRule.libraries.keys)
        let targets = try Repository.targets(in: "Sources").subtracting(shims)
        #expect(targets == Set(ImportRule.allowed.keys))
    }

    @Test("keeps its links: every relative one in a document leads somewhere")
    func links() throws {
        let broken = try Repository.documents().flatMap(LinkRule.violations)
        #expect(broken.isEmpty, "\(report(broken))")
    }

    @Test("does what its document says happens: each row has a test of its name")
    func promises() throws {
        let document = try #require(try Repository.documents().first { $0.path == PromiseRule.path })
        #expect(PromiseRule.rows(of: document).count == 12)
        var targets: [String: Set<String>] = [:]
        for file in try Repository.swiftFiles.get() where !file.isShipped {
            for name in PromiseRule.names(in: file) { targets[name, default: []].insert(file.target) }
        }
        let broken = PromiseRule.violations(in: document, targets: targets)
        #expect(broken.isEmpty, "\(report(broken))")
    }

    private func expectNone(_ rule: (SourceFile) -> [Violation]) throws {
        let files = try Repository.swiftFiles.get()
        #expect(files.count > 20, "the sources were not found")
        let violations = files.flatMap(rule)
        #expect(violations.isEmpty, "\(report(violations))")
    }

    private func report(_ violations: [Violation]) -> String {
        violations.map { "\n\($0)" }.joined()
    }
}
