import Gateway
import YAML

/// YAML files that people write.
enum YAMLFile {
    /// What `read` makes of `bytes`.
    /// - Parameter path: as the person wrote it.
    /// - Throws: an unusable ``Finding`` with a line for each problem: file, line, column, what to write instead.
    static func parse<Value>(
        _ bytes: [UInt8], path: String, _ read: (ConfigurationNode) throws(ConfigurationError) -> Value
    ) throws(Finding) -> Value {
        let problems: [String]
        do throws(YAMLError) {
            let node = ConfigurationNode(try YAMLDocument.parse(bytes))
            do throws(ConfigurationError) {
                return try read(node)
            } catch {
                problems = error.problems.map { "\(path):\($0)" }
            }
        } catch {
            problems = ["\(path):\(error.position.line):\(error.position.column): \(error)"]
        }
        throw .unusable(problems.joined(separator: "\n"))
    }
}

extension ConfigurationNode {
    /// The same node in the shell's words.
    init(_ node: YAMLNode) {
        let content: Content =
            switch node.content {
            case .scalar(let text, _): .text(text)
            case .sequence(let elements): .list(elements.map { Self($0) })
            case .mapping(let members):
                .map(
                    members.map { member in
                        ConfigurationMember(
                            key: member.key, position: ConfigurationPosition(member.position), value: Self(member.value)
                        )
                    })
            }
        self.init(content: content, position: ConfigurationPosition(node.position))
    }
}

extension ConfigurationPosition {
    fileprivate init(_ position: YAMLPosition) { self.init(line: position.line, column: position.column) }
}
