import Gateway
import Meters
import Metering
import Statements
import Testing

@Suite("A configuration")
struct GatewayConfigurationTests {
    private func read(_ text: String) throws(ConfigurationError) -> GatewayConfiguration {
        try GatewayConfiguration(IndentedText.node(text))
    }

    private func problems(_ text: String) -> [String] {
        do throws(ConfigurationError) {
            _ = try read(text)
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }

    @Test("of one line has defaults for the rest")
    func defaults() throws {
        let configuration = try read("origin: linden.energy/roof-a")
        #expect(try configuration == GatewayConfiguration(origin: Origin("linden.energy/roof-a")))
        #expect(configuration.stateDirectory == ".")
        #expect(configuration.intervalSeconds == 60)
        #expect(configuration.registerSync == .seconds(5))
        #expect(configuration.retention == nil)
        #expect(configuration.policyFile == nil && configuration.broker == nil && configuration.meters.isEmpty)
    }

    /// Every key, none at its default.
    private static let everything = """
        origin: linden.energy/roof-a
        state: /var/lib/heliograph
        policy: linden.policy
        interval: 5 min
        register-sync: 1500 ms
        retention: 400 d
        clock:
          kept-by-host: yes
        light:
          line: GPIO27
        power-fail:
          line: GPIO4
          bias: pull-up
          active-low: true
        broker:
          host: 10.0.0.1
          port: 18883
          user: somebody
          password-file: password
          keep-alive: 2min
          tls:
            ca: ca.pem
            certificate: a.pem
            key: a.key
        meters:
          pv:
            line: GPIO17
            bias: pull-up
            active-low: true
            impulses: 562.5
            ratio: 200/5
            profile: led
            interval: 10
            obis: 1-1:2.8.0
          house:
            chip: pinctrl-bcm2711
            offset: 4
            impulses: 1000
            direction: import
            log: true
        """

    @Test("says everything that can be said")
    func everything() throws {
        let configuration = try read(Self.everything)
        #expect(configuration.stateDirectory == "/var/lib/heliograph" && configuration.policyFile == "linden.policy")
        #expect(configuration.intervalSeconds == 300 && configuration.registerSync == .milliseconds(1500))
        #expect(configuration.isClockKeptByHost)
        #expect(configuration.retention == .seconds(400 * 86_400))
        #expect(configuration.light == LineConfiguration(place: .named("GPIO27")))
        #expect(
            configuration.powerFail
                == LineConfiguration(place: .named("GPIO4"), bias: .pullUp, isActiveLow: true))
        var broker = BrokerConfiguration(
            host: "10.0.0.1", port: 18883,
            tls: BrokerConfiguration.TLS(authorityFile: "ca.pem", certificateFile: "a.pem", keyFile: "a.key"))
        broker.user = "somebody"
        broker.passwordFile = "password"
        broker.keepAlive = .seconds(120)
        #expect(configuration.broker == broker)

        let pv = try #require(configuration.meters.first)
        let constant = try #require(Rational(parsing: "562.5"))
        let ratio = try #require(Rational(40))
        #expect(
            try pv
                == MeterConfiguration(
                    description: MeterDescription(
                        name: Name("pv"), constant: constant, ratio: ratio, direction: .production, obis: "1-1:2.8.0"),
                    source: .pulse(LineConfiguration(place: .named("GPIO17"), bias: .pullUp, isActiveLow: true), .led),
                    intervalSeconds: 10, isLogged: true))
        let house = try #require(configuration.meters.last)
        #expect(house.source == .pulse(LineConfiguration(place: .chip(label: "pinctrl-bcm2711", offset: 4)), .s0))
        #expect(house.description.obis == "1-0:1.8.0" && house.intervalSeconds == 900 && house.isLogged)
    }

    @Test("keeps a household to itself unless its owner said otherwise, and coarse even then")
    func household() throws {
        func meter(_ lines: String) -> String {
            "origin: a/b\nmeters:\n  house:\n    line: GPIO4\n    impulses: 1000\n    direction: import\n\(lines)"
        }
        #expect(try read(meter("")).meters.map(\.isLogged) == [false])
        #expect(try read(meter("    log: no")).meters.map(\.isLogged) == [false])
        #expect(try read(meter("    log: yes")).meters.map(\.intervalSeconds) == [900])
        #expect(try read(meter("    log: yes\n    interval: 1 h")).meters.map(\.intervalSeconds) == [3600])
        for tooShort in ["log: yes", "log: no"] {
            #expect(
                problems(meter("    \(tooShort)\n    interval: 600")) == [
                    "8:15: “meters.house.interval”: a household's shorter intervals show when somebody is at home: take 900 s or longer."
                ])
        }
        #expect(try read("interval: 1 h\n" + meter("")).meters.map(\.intervalSeconds) == [3600])
        let roof = meter("    log: no").replacing("import", with: "production")
        #expect(try read(roof).meters.map(\.isLogged) == [false])
        #expect(try read(roof).meters.map(\.intervalSeconds) == [60])
    }

    @Test("takes a model for a meter")
    func simulated() throws {
        func meter(_ lines: String) -> String {
            "origin: a/b\nmeters:\n  pv:\n    kind: simulated\n    impulses: 1000\n\(lines)"
        }
        let plain = try SimulatedRoof(kilowattPeak: 9.8, tilt: 30, azimuth: 180, latitude: 50, longitude: 10, seed: 1)
        #expect(try read(meter("    sun:\n      peak-kw: 9.8")).meters.map(\.source) == [.simulated(.sun(plain))])
        let full = try SimulatedRoof(kilowattPeak: 5, tilt: 0, azimuth: 90, latitude: -33.9, longitude: 151, seed: 7)
        let lines = ["peak-kw: 5", "tilt: 0", "azimuth: 90", "latitude: -33.9", "longitude: 151", "seed: 7"]
        let sun = "    sun:\n" + lines.map { "      \($0)\n" }.joined()
        #expect(try read(meter(sun)).meters.map(\.source) == [.simulated(.sun(full))])
        let house = try SimulatedHousehold(yearlyKilowattHours: 4000, longitude: 10, seed: 3)
        #expect(
            try read(meter("    household:\n      seed: 3")).meters.map(\.source) == [.simulated(.household(house))])
        #expect(
            problems(meter("")) == [
                "4:11: “meters.pv.kind”: a simulated meter has either a “sun” or a “household”: add “sun: {peak-kw: 10}” or “household: {yearly-kwh: 4000}”."
            ])
        #expect(
            problems(meter("    sun:\n      peak-kw: 1\n    household:\n      seed: 1")) == [
                "7:7: “meters.pv.sun”: a simulated meter has either a “sun” or a “household”: remove one of the two."
            ])
        #expect(
            problems(meter("    line: A\n    sun:\n      peak-kw: -1\n      tilt: 91")) == [
                "6:5: there is no key “meters.pv.line”: here stand “direction”, “household”, “impulses”, “interval”, “kind”, “log”, “obis”, “ratio”, “sun”.",
                "8:16: “-1” does not fit “meters.pv.sun.peak-kw”: write a number from 0 to 10000 (kW).",
                "9:13: “91” does not fit “meters.pv.sun.tilt”: write a number from 0 to 90 (degrees).",
            ])
    }

    @Test("knows the port that goes with the transport")
    func ports() throws {
        #expect(try read("origin: a/b\nbroker:\n  host: c").broker?.port == 1883)
        #expect(try read("origin: a/b\nbroker:\n  host: c\n  tls:\n    ca: ca.pem").broker?.port == 8883)
    }

    @Test(
        "says what is wrong, where, and what to write",
        arguments: [
            (
                "origen: a/b",
                [
                    "1:1: the key “origin” is missing: add it, as in “origin: linden.energy/roof-a”.",
                    "1:1: there is no key “origen”: did you mean “origin”?",
                ]
            ),
            (
                "origin: a",
                [
                    "1:9: “a” does not fit “origin”: write community/name, each of a-z, 0-9, “.” and “-”, as in “linden.energy/roof-a”."
                ]
            ),
            (
                "origin: A/b",
                [
                    "1:9: “A/b” does not fit “origin”: write community/name, each of a-z, 0-9, “.” and “-”, as in “linden.energy/roof-a”."
                ]
            ),
            ("origin: []", ["1:9: “origin” takes a text, not a list."]),
            ("origin: a/b\nmeters: []", ["2:9: “meters” takes a map, not a list."]),
            (
                "origin: a/b\nbroker: host",
                ["2:9: “broker” holds keys of its own, not a text: write them below it, indented, each with a colon."]
            ),
            (
                "origin: a/b\nclock:\n  kept-by-hose: true",
                ["3:3: there is no key “clock.kept-by-hose”: did you mean “kept-by-host”?"]
            ),
            ("origin: a/b\nclock:\n  x: true", ["3:3: there is no key “clock.x”: here stand “kept-by-host”."]),
            (
                "origin: a/b\nclock:\n  kept-by-host: maybe",
                ["3:17: “maybe” does not fit “clock.kept-by-host”: write true or false."]
            ),
            ("origin: a/b\ninterval:", ["2:11: “interval” has no value: write 1 s to 1 h, as in “5 s” or “15 min”."]),
            (
                "origin: a/b\ninterval: 2 h",
                ["2:11: “2 h” does not fit “interval”: write 1 s to 1 h, as in “5 s” or “15 min”."]
            ),
            (
                "origin: a/b\ninterval: 0",
                ["2:11: “0” does not fit “interval”: write 1 s to 1 h, as in “5 s” or “15 min”."]
            ),
            (
                "origin: a/b\ninterval: 5 m",
                ["2:11: “5 m” does not fit “interval”: write 1 s to 1 h, as in “5 s” or “15 min”."]
            ),
            (
                "origin: a/b\ninterval: 9999999999999999999 h",
                ["2:11: “9999999999999999999 h” does not fit “interval”: write 1 s to 1 h, as in “5 s” or “15 min”."]
            ),
            (
                "origin: a/b\ninterval: 7",
                [
                    "2:11: “interval”: readings end at the same times every day, so an interval divides 24 hours: take 5, 10, 30, 60, 300, 900 or 3600 s."
                ]
            ),
            (
                "origin: a/b\ninterval: 1500 ms",
                [
                    "2:11: “interval”: readings end at the same times every day, so an interval divides 24 hours: take 5, 10, 30, 60, 300, 900 or 3600 s."
                ]
            ),
            (
                "origin: a/b\nbroker:\n  port: 70000",
                [
                    "3:3: the key “broker.host” is missing: add it, as in “host: broker.linden.energy”.",
                    "3:9: “70000” does not fit “broker.port”: write a whole number from 1 to 65535.",
                ]
            ),
            (
                "origin: a/b\nbroker:\n  host: c\n  tls:\n    ca: d\n    key: e",
                ["5:5: “broker.tls.certificate”: a certificate and its key go together: add “certificate”."]
            ),
        ])
    func faults(text: String, expected: [String]) {
        #expect(problems(text) == expected)
    }

    @Test(
        "says what is wrong with a meter",
        arguments: [
            ("impulses: 1000", "3:5: the key “meters.pv.line” is missing: add it, as in “line: GPIO17”."),
            ("line: GPIO17", "3:5: the key “meters.pv.impulses” is missing: add it, as in “impulses: 1000”."),
            (
                "line: A\n    impulses: 0",
                "4:15: “0” does not fit “meters.pv.impulses”: write the impulses per kWh on the meter's plate, as in 1000 or 562.5."
            ),
            (
                "line: A\n    impulses: 1\n    chip: b",
                "3:11: “meters.pv.line”: a line is named by “line”, or by “chip” and “offset”: remove one of the two."
            ),
            (
                "chip: a\n    impulses: 1",
                "3:11: “meters.pv.chip”: a chip has many lines: add “offset”, the line's number on it."
            ),
            (
                "chip: gpiochip0\n    offset: 1\n    impulses: 1",
                "3:11: “meters.pv.chip”: chip numbers change from one kernel to the next: write the label, which “gpiodetect” shows in brackets."
            ),
            (
                "offset: 4\n    impulses: 1",
                "3:13: “meters.pv.offset”: every chip has a line of that number: add “chip”, the chip's label."
            ),
            (
                "line: A\n    impulses: 1\n    bias: pullup",
                "5:11: “pullup” does not fit “meters.pv.bias”: write “pull-up”."
            ),
            (
                "line: A\n    impulses: 1\n    profile: fast",
                "5:14: “fast” does not fit “meters.pv.profile”: write “s0” or “led” or “reed”."
            ),
            (
                "line: A\n    impulses: 1\n    direction: produktion",
                "5:16: “produktion” does not fit “meters.pv.direction”: write “production”."
            ),
            (
                "line: A\n    impulses: 1\n    obis: 2.8.0",
                "5:11: “meters.pv.obis”: it is not an OBIS code: write five numbers, as in 1-0:2.8.0."
            ),
            (
                "kind: modbus\n    line: A\n    impulses: 1",
                "3:11: “modbus” does not fit “meters.pv.kind”: write “pulse” or “simulated”."
            ),
        ])
    func meterFaults(lines: String, expected: String) {
        #expect(problems("meters:\n  pv:\n    \(lines)\norigin: a/b") == [expected])
    }

    @Test("refuses names that a meter cannot have, and a street behind one gateway")
    func names() throws {
        func meters(_ names: [String]) -> String {
            "origin: a/b\nmeters:\n" + names.map { "  \($0):\n    line: A\n    impulses: 1\n" }.joined()
        }
        #expect(
            problems(meters(["gateway"])) == [
                "4:5: “meters.gateway”: the gateway uses the name “gateway” itself: choose another, such as “pv”."
            ])
        #expect(
            problems(meters(["P V"])) == [
                "3:3: “P V” does not fit “meters.P V”: write 1 to 63 of a-z, 0-9, “.” and “-” as a meter's name."
            ])
        #expect(problems(meters((0..<64).map { "m\($0)" })).isEmpty)
        #expect(
            problems(meters((0..<65).map { "m\($0)" })) == [
                "195:3: “meters”: a gateway reads at most 64 meters: set up a second gateway."
            ])
    }

    @Test("shows all that is wrong at once, in the order of the file")
    func several() {
        let lines = problems("interval: 7\nmeters:\n  pv:\n    impulse: 1000\nbrocker:\n  host: c\norigin: a/b").map {
            $0.prefix { $0 != ":" }
        }
        #expect(lines == ["1", "4", "4", "4", "5"])
    }
}

@Suite("The nearest key")
struct NearestKeyTests {
    @Test(
        "is the one that was meant",
        arguments: [
            ("Origin", "origin"), ("brokre", "broker"), ("polycy", "policy"), ("metres", "meters"), ("keepalive", nil),
            ("frequency", nil), ("", nil),
        ])
    func nearest(written: String, meant: String?) throws {
        let text = "origin: a/b\n\(written): x"
        let error = try #require(throws: ConfigurationError.self) { try GatewayConfiguration(IndentedText.node(text)) }
        let found = error.problems.compactMap { problem -> String? in
            if case .unknownKey(_, let nearest, _) = problem.fault { nearest ?? "none" } else { nil }
        }
        let expected = written == "Origin" ? "origin" : meant ?? "none"
        #expect(found == [expected])
    }
}
