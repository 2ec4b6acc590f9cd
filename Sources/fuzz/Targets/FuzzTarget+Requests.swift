import FoundationEssentials
import Gateway

/// What is said on topics and on the control socket, in text.
extension FuzzTarget {
    /// An MQTT topic.
    static let topic = codec(
        "topic", sizeLimit: 512,
        seeds: { _ in
            let tails = [
                "statement/pv", "genesis", "checkpoint", "recorded", "cosignature/roof-b", "ask/roof-b",
                "answer/roof-b",
                "status", "evidence/roof-b", "policy", "policy/roof-b", "genesis/", "genesis/more", "statement",
            ]
            return tails.map { Array("heliograph/1/linden.energy/roof-a/\($0)".utf8) }
        },
        decode: { try accepted(Topic(text($0)), "no topic of ours") }, encode: { Array($0.text.utf8) },
        also: { topic in
            let root = "heliograph/1/\(topic.sender)/"
            try require(topic.text.hasPrefix(root), "it is not below its sender's name")
        })

    /// A tool's request to the running service.
    static let request = spelled(
        "request",
        seeds: { _ in
            let digest = String(repeating: "0", count: 64)
            let commands = [
                OwnerCommand.reload(digest: nil), .reload(digest: digest),
                .adjust(meter: "pv", dial_j: -3600, reason: "abgelesen, “ä”", apply: true, sure: false),
            ]
            return commands.map(\.json) + [Array("{\"request\":\"adjust\",\"dial_j\":1e3,\"reason\":\"\\u00e4\"}".utf8)]
        },
        decode: { try OwnerCommand(json: $0) }, encode: { $0.json })

    /// The service's answer to a tool.
    static let reply = spelled(
        "reply",
        seeds: { _ in
            let adjustment = """
                {"outcome":"computed","words":[],"index":18446744073709551615,"adjustment":{"energy_j":3600,"old_dial_j":null,\
                "new_dial_j":7200,"old_offset_j":-1,"new_offset_j":9223372036854775807,"doubt":"far off"}}
                """
            return [OwnerAnswer(.refused, ["no", "such meter"]).json, Array(adjustment.utf8)]
        },
        decode: { try OwnerAnswer(json: $0) }, encode: { $0.json })

    /// What a gateway says of itself.
    static let status = spelled(
        "status",
        seeds: { _ in
            var report = StatusReport.offline(version: "0.1.0")
            report.online = true
            report.mirrored = ["linden.energy/roof-b": 3]
            report.alarms = ["the disk is full"]
            let meter =
                "{\"online\":true,\"version\":\"1\",\"meters\":{\"pv\":{\"power_w\":1,\"energy_j\":2,\"pulses\":3}}}"
            return [StatusReport.offline(version: "0.1.0").json, report.json, Array(meter.utf8)]
        },
        decode: { try JSONDecoder().decode(StatusReport.self, from: Data($0)) }, encode: { $0.json })
}
