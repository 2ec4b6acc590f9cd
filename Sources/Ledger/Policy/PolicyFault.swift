package import Statements

/// What is wrong with a line of a policy, and how to mend it.
package enum PolicyFault: Hashable, Sendable, CustomStringConvertible {
    case tooLong(byteCount: Int)
    case forbiddenByte(UInt8)
    case unknownKeyword(String)
    case fieldCount(keyword: String)
    case key(KeyFault)
    case logKeyOfOtherKind(KeyName)
    case witnessKeyOfOtherKind(KeyName)
    case logName(KeyName)
    case witnessKeyName(KeyName)
    case otherCommunity(String, expected: String)
    case duplicateKey(KeyName, firstLine: Int)
    case duplicateKeyName(KeyName, firstLine: Int)
    case duplicateName(String, firstLine: Int)
    case reservedName
    case tooManyWitnesses
    case threshold(String, memberCount: Int)
    case unknownMember(String)
    case repeatedMember(String)
    case secondGroup
    case outsideGroup(witness: String)
    case quorumNone
    case quorumNotGroup(String)
    case unknownQuorum(String)
    case secondQuorum
    case noQuorum
    case noLog
    case minimumIndexForm
    case minimumIndexOfUnknownLog(Origin)
    case secondMinimumIndex(Origin, firstLine: Int)
    case endForm
    case endOfUnknownLog(Origin)
    case secondEnd(Origin, firstLine: Int)
    case quorumTooSmall(Int, least: Int, mirrorCount: Int)

    package var description: String {
        switch self {
        case .tooLong(let count): "the text has \(count) bytes, more than \(Policy.sizeLimit)."
        case .forbiddenByte(let byte):
            "the control character \(byte) is not allowed: save the file with plain newlines."
        case .unknownKeyword(let word): "“\(word)” is no keyword: use log, witness, group, quorum, or # for a comment."
        case .fieldCount(let keyword): "write `\(Self.form[keyword] ?? keyword)`."
        case .key(let fault): fault.description
        case .logKeyOfOtherKind(let name):
            "the key \(name) is a mirror's (type 4), a log signs with type 1: swap the keys?"
        case .witnessKeyOfOtherKind(let name):
            "the key \(name) is a log's (type 1), a mirror cosigns with type 4: swap the keys?"
        case .logName(let name): "the log's key is named \(name): it must bear its origin, community/gateway."
        case .witnessKeyName(let name): "the mirror's key is named \(name): it must be community/gateway/mirror."
        case .otherCommunity(let found, let expected):
            "\(found) is another community than \(expected): write a policy for each."
        case .duplicateKey(let name, let line):
            "the key of \(name) stands in line \(line) already: each key has one role."
        case .duplicateKeyName(let name, let line):
            "\(name) has a key in line \(line) already: remove the one that is retired."
        case .duplicateName(let name, let line): "the name \(name) stands in line \(line) already: choose another."
        case .reservedName: "“none” is reserved: choose another name."
        case .tooManyWitnesses: "no more than \(Policy.mirrorLimit) mirrors fit into a note: split the community."
        case .threshold(let text, let count):
            "“\(text)” of \(count) members makes no sense: use 1 to \(count), any or all."
        case .unknownMember(let name):
            "no witness \(name) is defined above: define it first; groups of groups are refused."
        case .repeatedMember(let name): "\(name) is listed twice: a witness counts once."
        case .secondGroup: "a second group: put all witnesses into one, or two quorums may share no honest mirror."
        case .outsideGroup(let name):
            "the witness \(name) is in no group: put it into the one group, or remove the line."
        case .quorumNone: "`quorum none` would call anything recorded: name the group of all witnesses."
        case .quorumNotGroup(let name):
            "\(name) is a single witness, and one mirror alone never records: name the group."
        case .unknownQuorum(let name): "no group \(name) is defined above."
        case .secondQuorum: "a second quorum line: keep one."
        case .noQuorum: "the quorum line is missing: end with `quorum NAME`."
        case .noLog: "no log is named: add a `log VKEY` line for each gateway."
        case .minimumIndexForm:
            "a comment that begins with minimum-index is read: write `# minimum-index community/gateway NUMBER`, or word it otherwise."
        case .minimumIndexOfUnknownLog(let origin):
            "a minimum index of \(origin), of which there is no log line: is the name right?"
        case .secondMinimumIndex(let origin, let line):
            "\(origin) has a minimum index in line \(line) already: keep one."
        case .endForm:
            "a comment that begins with end and names a log is read: write `# end community/gateway SIZE ROOT`, or word it otherwise."
        case .endOfUnknownLog(let origin): "an end of \(origin), of which there is no log line: is the name right?"
        case .secondEnd(let origin, let line): "\(origin) has an end in line \(line) already: keep one."
        case .quorumTooSmall(let quorum, let least, let count):
            "\(quorum) of \(count) is too small: two quorums must share an honest mirror; write \(least)."
        }
    }

    private static let form = [
        "log": "log VKEY [URL]", "witness": "witness NAME VKEY [URL]", "group": "group NAME COUNT WITNESS…",
        "quorum": "quorum NAME",
    ]
}
