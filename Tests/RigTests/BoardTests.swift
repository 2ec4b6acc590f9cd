import System
import Testing

@Suite("The emulated board", .needsBoard, .serialized)
struct BoardTests {
    @Test("A command's output and exit code come back")
    func command() async throws {
        let outcome = try await Board.run([], "echo over; echo and out >&2; exit 7")
        #expect(outcome.exit == .code(7))
        #expect(outcome.lines == ["over", "and out"])
    }

    @Test("A board that dies is told apart from a command that fails")
    func death() async throws {
        let outcome = try await Board.run([], "echo last words; echo c >/proc/sysrq-trigger")
        #expect(outcome.exit == .code(97))
        #expect(outcome.lines.first == "last words")
        #expect(outcome.lines.contains { $0.contains("sysrq") }, "the kernel's own words are shown")
    }

    @Test("Virtual time: ten idle minutes are over at once, and no edge of a fast train is late or lost")
    func time() async throws {
        // gpiomon is libgpiod's own tool: what it sees does not depend on our driver.
        let outcome = try await Board.run(
            ["-b", "/usr/bin/gpiomon", "-t", "60"],
            """
            sleep 600
            gpiomon --num-events=400 --format='%o %e' gpiochip0 0 3 >seen &
            sleep 1
            pulses --count 100 --on 0.5 --off 0.5 0 3 || exit
            wait
            sort seen | uniq -c
            """)
        #expect(outcome.exit == .code(0))
        #expect(
            outcome.lines.dropFirst().map { $0.split(separator: " ").joined(separator: " ") } == [
                "100 0 0", "100 0 1", "100 3 0", "100 3 1",
            ])
    }

    @Test("Bounce is what was asked for: its own on each line, over within its time, and it ends at the level")
    func bounce() async throws {
        let outcome = try await Board.run(
            ["-b", "/usr/bin/gpiomon"],
            """
            gpiomon --format='%o %e %s.%n' gpiochip0 0 1 >seen &
            sleep 1
            pulses --count 3 --on 31 --off 40 --bounce 4 0 1 || exit
            sleep 1
            kill -INT $!
            wait
            cat seen
            """)
        #expect(outcome.exit == .code(0))
        let edges = outcome.lines.dropFirst().map { $0.split(separator: " ") }
        let lines = ["0", "1"].map { line in edges.filter { $0[0] == line } }
        #expect(lines[0].map { $0[1] } != lines[1].map { $0[1] }, "both lines bounce alike")
        for line in lines {
            let times = try line.map { try seconds($0[2]) }
            // A transition is a run of edges without a gap of 10 ms.
            let starts = times.indices.filter { $0 == 0 || times[$0] - times[$0 - 1] > 0.010 }
            #expect(starts.count == 6)
            for (ordinal, start) in starts.enumerated() {
                let end = ordinal + 1 < starts.count ? starts[ordinal + 1] : times.count
                #expect((3...9).contains(end - start), "the edge itself and one to four excursions")
                #expect(times[end - 1] - times[start] <= 0.0043)
                #expect(line[end - 1][1] == (ordinal.isMultiple(of: 2) ? "1" : "0"))
            }
        }
    }

    /// gpiomon writes nanoseconds without leading zeros: `4.97` is 4 s and 97 ns.
    private func seconds(_ text: Substring) throws -> Double {
        let parts = text.split(separator: ".")
        let numbers = try (#require(parts.first.flatMap { Double($0) }), #require(parts.last.flatMap { Double($0) }))
        return numbers.0 + numbers.1 / 1e9
    }
}
