#!/usr/bin/env python3
"""Makes edges.txt: trains of GPIO edges and what a right pulse filter must find in each.

    python3 edges.py > edges.txt

The expectation is worked out here in another way than the firmware does it. The firmware sees one edge at a time and
keeps a state. This script looks at the whole train at once: it cuts it into runs of equal level, calls a run stable if
it is long enough, and reads the pulses off the sequence of stable runs.
"""

import random

MS = 1_000_000
S = 1000 * MS
WRAP = 1 << 32
# name: (min_on, min_off, max_on) in ns
PROFILES = {"s0": (10 * MS, 10 * MS, 2 * S), "led": (1 * MS, 1 * MS, 1 * S), "reed": (100 * MS, 100 * MS, 600 * S)}


class Run:
    def __init__(self, is_on, start, end):
        self.is_on, self.start, self.end = is_on, start, end


def missing(previous, edge, opened):
    """Edges that must be missing before `edge`, and whether the numbers tell how many at all."""
    (_, is_on, number) = edge
    if previous is None:
        return (number - 1 if opened is not None and number is not None else 0)
    gap = 0
    if number is not None and previous[2] is not None:
        distance = (number - previous[2]) % WRAP
        if distance == 0 or distance >= WRAP // 2:
            return 1
        gap = distance - 1
    # What is missing and this edge together must alternate, beginning with the opposite of the previous edge.
    if is_on != (previous[1] if gap % 2 else not previous[1]):
        gap += 1
    return gap


def analyse(train, profile, opened, end):
    min_on, min_off, max_on = PROFILES[profile]
    result = {"pulses": [], "bounced": 0, "stuck": 0, "lost": 0}
    pieces = []
    for i, edge in enumerate(train):
        previous = train[i - 1] if i else None
        gap = missing(previous, edge, opened)
        result["lost"] += gap
        if previous is None:
            seen_off = gap == 0 and (opened is None or edge[0] - opened >= min_off)
            pieces.append((seen_off, [edge]))
        elif gap and edge[0] - previous[0] >= min(min_on, min_off):
            pieces.append((False, [edge]))  # a whole level may hide in what is missing: nothing is known any more
        else:
            pieces[-1][1].append(edge)
    for i, (seen_off, edges) in enumerate(pieces):
        stop = pieces[i + 1][1][0][0] if i + 1 < len(pieces) else end
        piece(result, seen_off, edges, stop, min_on, min_off, max_on)
    return result


def piece(result, seen_off, edges, stop, min_on, min_off, max_on):
    """A stretch of edges in which no level can hide between two of them."""
    ends = [edge[0] for edge in edges[1:]] + [stop]
    runs = [Run(edge[1], edge[0], finish) for edge, finish in zip(edges, ends)]
    stable = [run.end - run.start >= (min_on if run.is_on else min_off) for run in runs]
    on_since = None
    if not edges[0][1]:
        runs.insert(0, Run(True, None, edges[0][0]))  # it falls, so it was on before
        stable.insert(0, True)
    elif seen_off:
        runs.insert(0, Run(False, None, edges[0][0]))
        stable.insert(0, True)
    else:
        stable[0] = True  # the line is taken as on: no pulse before it was seen off
        on_since = edges[0][0]
    marks = [i for i, is_stable in enumerate(stable) if is_stable]
    for mark, following in zip(marks, marks[1:] + [None]):
        level = runs[mark].is_on
        until = len(runs) if following is None else following + 1
        between = runs[mark + 1:until]
        result["bounced"] += sum(run.is_on == level for run in between)
        away = next((run.start for run in between if run.is_on != level), None)
        changes = following is not None and runs[following].is_on != level
        if level and on_since is not None and (changes or following is None):
            if (stop if away is None else away) - on_since > max_on:
                result["stuck"] += 1
        if changes:
            on_since = None
            if runs[following].is_on:
                on_since = away
                result["pulses"].append(away)


# --- trains -----------------------------------------------------------------------------------------------------------

def levels(start, *durations, first=True):
    """Edges at `start` and after each duration, alternating."""
    edges, time, is_on = [(start, first)], start, first
    for duration in durations:
        time, is_on = time + duration, not is_on
        edges.append((time, is_on))
    return edges


def pulses(count, on, off, start=1 * S, bounce=()):
    """`count` pulses; `bounce` lists the lengths of the runs that precede the stable level on both edges."""
    edges, time = [], start
    for _ in range(count):
        for is_on, length in ((True, on), (False, off)):
            at = time
            edges.append((at, is_on))
            for n, run in enumerate(bounce):
                at += run
                edges.append((at, is_on if n % 2 else not is_on))
            time += length
    return edges


def numbered(edges, first=1):
    return [(time, is_on, (first + i) % WRAP) for i, (time, is_on) in enumerate(edges)]


def without(edges, *indices):
    return [edge for i, edge in enumerate(edges) if i not in indices]


CASES = []


def case(name, edges, profile="s0", opened=None, tail=5 * S, **wanted):
    train = [edge if len(edge) == 3 else (*edge, None) for edge in edges]
    end = train[-1][0] + tail
    found = analyse(train, profile, opened, end)
    counts = {key: len(value) if key == "pulses" else value for key, value in found.items()}
    for key, value in wanted.items():
        assert counts[key] == value, (name, key, counts[key], value)
    CASES.append((name, profile, opened, end, train, found))


def named():
    zero = {"bounced": 0, "stuck": 0, "lost": 0}
    case("clean pulses of 50 ms", pulses(5, 50 * MS, 450 * MS), pulses=5, **zero)
    case("the fastest train the standard allows, 30/30 ms", pulses(50, 30 * MS, 30 * MS), pulses=50, **zero)
    case("31/70 ms", pulses(50, 31 * MS, 70 * MS), pulses=50, **zero)
    case("40/40 ms", pulses(20, 40 * MS, 40 * MS), pulses=20, **zero)
    for width in (1, 2, 3, 4):
        run = width * MS // 2
        case(f"30/30 ms with {width} ms of bounce on every edge", pulses(10, 30 * MS, 30 * MS, bounce=(run, run)),
             pulses=10, bounced=20, stuck=0, lost=0)
    case("5 ms of bounce in many short runs", pulses(5, 30 * MS, 30 * MS, bounce=(MS // 4, MS // 2, MS // 4, 1 * MS, 1 * MS, 2 * MS)),
         pulses=5, bounced=30)
    case("bounce runs of 5 ms each", pulses(5, 80 * MS, 80 * MS, bounce=(5 * MS, 5 * MS)), pulses=5, bounced=10)
    case("spikes alone", pulses(10, 3 * MS, 97 * MS), pulses=0, bounced=10)
    case("a spike long before a pulse does not date it", levels(1 * S, 2 * MS, 500 * MS, 30 * MS), pulses=1, bounced=1)
    case("a spike right before a pulse dates it", levels(1 * S, 2 * MS, 9 * MS, 30 * MS), pulses=1, bounced=1)
    case("on for exactly min_on", levels(1 * S, 10 * MS), pulses=1, bounced=0)
    case("on for 1 ns less than min_on", levels(1 * S, 10 * MS - 1), pulses=0, bounced=1)
    case("off for exactly min_off between two pulses", levels(1 * S, 30 * MS, 10 * MS, 30 * MS), pulses=2, bounced=0)
    case("off for 1 ns less than min_off is one pulse", levels(1 * S, 30 * MS, 10 * MS - 1, 30 * MS), pulses=1, bounced=1)
    case("two edges with one time stamp", levels(1 * S, 0, 0, 30 * MS), pulses=1, bounced=1)
    case("nothing but bounce, then silence", levels(1 * S, *[4 * MS] * 21), pulses=0, bounced=11)

    case("on for exactly max_on", levels(1 * S, 2 * S), pulses=1, stuck=0)
    case("on for 1 ns more than max_on", levels(1 * S, 2 * S + 1), pulses=1, stuck=1)
    case("stuck and never released", levels(1 * S), tail=3600 * S, pulses=1, stuck=1)
    case("stuck once however long, and again later", levels(1 * S, 60 * S, 1 * S, 60 * S), pulses=2, stuck=2)
    case("stuck with spikes towards off", levels(1 * S, 1 * S, MS, 1 * S, MS, 1 * S), pulses=1, stuck=1, bounced=2)
    case("released in bounce just before max_on", levels(1 * S, 2 * S - MS, MS, 3 * MS), pulses=1, stuck=0, bounced=1)

    case("already on at the start", levels(1 * S, 100 * MS, 30 * MS, first=False), pulses=1)
    case("on for long at the start is not stuck", levels(3600 * S, 100 * MS, 30 * MS, first=False), opened=0, pulses=1, stuck=0)
    case("opened long before the first edge", numbered(levels(1 * S, 30 * MS)), opened=900 * MS, pulses=1, lost=0)
    case("opened in the middle of a bounce: off was not seen", numbered(levels(1 * S, 30 * MS, 70 * MS, 30 * MS)),
         opened=1 * S - 3 * MS, pulses=1, lost=0)
    case("opened, and the first number is not 1", numbered(pulses(3, 30 * MS, 30 * MS), first=41), opened=0, lost=40, pulses=2)

    clean = pulses(6, 30 * MS, 70 * MS)
    case("a falling edge is missing: two rising neighbours", without(clean, 3), pulses=5, lost=1)
    case("a rising edge is missing: two falling neighbours", without(clean, 4), pulses=5, lost=1)
    case("a pulse is missing and nothing shows it", without(clean, 4, 5), pulses=5, lost=0)
    case("numbers show the missing pulse; the next one counts only after the line was seen off", without(numbered(clean), 4, 5), pulses=4, lost=2)
    case("numbers and polarity agree on one missing edge", without(numbered(clean), 3), pulses=5, lost=1)
    case("three edges missing in one gap", without(numbered(clean), 3, 4, 5), pulses=4, lost=3)
    odd = numbered(clean)
    odd = odd[:4] + [(time, is_on, number - 1) for time, is_on, number in odd[5:]]
    case("an interrupt that never fired: the numbers are whole, the polarity is not", odd, pulses=5, lost=1)
    odd = numbered(clean)
    odd = odd[:4] + [(time, is_on, number - 1) for time, is_on, number in odd[7:]]
    case("a gap that polarity contradicts is one longer", odd, lost=3)
    case("two rising neighbours inside bounce are still one pulse",
         [(1 * S, True), (1 * S + MS, True), (1 * S + 30 * MS, False), (1 * S + 31 * MS, False),
          (1 * S + 100 * MS, True), (1 * S + 130 * MS, False)], pulses=2, lost=2, bounced=0)
    case("bounce whose first half is missing",
         [(1 * S, True), (1 * S + MS, False), (1 * S + 2 * MS, False), (1 * S + 3 * MS, True), (1 * S + 40 * MS, False)],
         pulses=1, lost=1, bounced=2)
    case("two pulses melt into one when the pause between them is missing", without(numbered(clean), 1, 2), pulses=5, lost=2)
    case("a lost falling edge looks stuck for as long as it is believed",
         levels(1 * S) + levels(5 * S, 30 * MS, 70 * MS, 30 * MS), pulses=2, stuck=1, lost=1)

    case("the counter wraps, nothing is missing", numbered(clean, first=WRAP - 5), pulses=6, lost=0)
    case("the counter wraps inside a gap", without(numbered(clean, first=WRAP - 4), 3, 4), pulses=5, lost=2)
    case("the counter wraps inside a gap of one", without(numbered(clean, first=WRAP - 4), 4), pulses=5, lost=1)
    restarted = numbered(clean[:6], first=5000) + numbered(clean[6:])
    case("numbers that begin anew hide an unknown loss", restarted, pulses=5, lost=1)

    case("led flashes of 2 ms at 28 a second", pulses(40, 2 * MS, 33 * MS), profile="led", pulses=40, **zero)
    case("led flashes of exactly 1 ms", pulses(5, 1 * MS, 9 * MS), profile="led", pulses=5, **zero)
    case("led flicker below 1 ms", pulses(5, 900_000, 9 * MS), profile="led", pulses=0, bounced=5)
    case("led steadily on, no current", levels(1 * S, 3600 * S), profile="led", pulses=1, stuck=1)
    case("reed with 50 ms of chatter", pulses(3, 2 * S, 8 * S, bounce=(20 * MS, 30 * MS)), profile="reed", pulses=3, bounced=6)
    case("reed that stops on the magnet overnight", levels(1 * S, 8 * 3600 * S, 10 * S, 2 * S), profile="reed", tail=900 * S,
         pulses=2, stuck=1)
    case("reed passing slowly is not stuck", levels(1 * S, 300 * S, 600 * S, 300 * S), profile="reed", tail=900 * S, pulses=2, stuck=0)


def random_trains(count):
    generator = random.Random(20260717)
    for n in range(count):
        profile = generator.choice(["s0", "s0", "led", "reed"])
        shortest, _, longest = PROFILES[profile]
        choices = [shortest, shortest - 1, shortest // 2, shortest // 3, 3 * shortest, 7 * shortest, shortest + 1, 1, longest, longest + 1]
        weights = [2, 2, 8, 8, 8, 8, 1, 1, 1, 1]
        edges = levels(1 * S, *generator.choices(choices, weights, k=40), first=generator.random() < 0.7)
        opened = generator.choice([None, 0, 1 * S - shortest, 1 * S - shortest + 1])
        if n % 2:
            edges = numbered(edges, first=1 if opened is not None else WRAP - 20)
        drops = generator.choice([0, 0, 1, 3, 8])
        edges = without(edges, *generator.sample(range(len(edges)), drops))
        case(f"random {n}", edges, profile=profile, opened=opened, tail=2 * longest)


def print_cases():
    print("# Made by edges.py; the test reads it. Times in ns. One block a case:")
    print("#   case NAME / profile NAME / opened NS (if known) / edges NS,rising|falling[,SEQUENCE] / end NS / expectation")
    for name, profile, opened, end, train, found in CASES:
        print(f"\ncase {name}\nprofile {profile}")
        if opened is not None:
            print(f"opened {opened}")
        for time, is_on, number in train:
            print(f"{time},{'rising' if is_on else 'falling'}" + ("" if number is None else f",{number}"))
        print(f"end {end}")
        print(f"expect pulses={len(found['pulses'])} bounced={found['bounced']} stuck={found['stuck']} lost={found['lost']}")
        print("dates" + "".join(f" {time}" for time in found["pulses"]))


if __name__ == "__main__":
    named()
    random_trains(60)
    print_cases()
