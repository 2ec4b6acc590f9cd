#!/usr/bin/env python3
"""Makes surveys.txt: trains of GPIO edges, how long their levels hold, and the profile that a right survey proposes.

    python3 surveys.py > surveys.txt

What each profile counts comes from edges.py, which looks at whole trains. Widths are read off the pairs of neighbouring
edges, and the proposal is worked out here from sorted lists; what a named case must propose is written beside it by hand.
"""

import random

from edges import MS, PROFILES, S, analyse, levels, missing, numbered, pulses, without

ORDER = ["s0", "led", "reed"]
CASES = []


def widths(train):
    on, off = [], []
    for previous, edge in zip(train, train[1:]):
        if missing(previous, edge, None) == 0:
            (on if previous[1] else off).append(edge[0] - previous[0])
    return sorted(on), sorted(off)


def trial(train, profile, opened, end):
    minimum = PROFILES[profile][0]
    found = analyse(train, profile, opened, end)
    on, off = widths(train)
    short = [width for width in on + off if width < minimum]
    held = [width for width in on + off if width >= minimum]
    held_on = [width for width in on if width >= minimum]
    result = {key: len(value) if key == "pulses" else value for key, value in found.items()}
    result["excursion"] = max(short, default=None)
    result["level"] = min(held, default=None)
    result["misfits"] = [
        name for name, is_so in (
            ("pulse", result["pulses"] == 0),
            ("stuck", result["stuck"] > 0),
            ("excursion", 2 * max(short, default=0) > minimum),
            ("level", min(held, default=2 * minimum) < 2 * minimum),
            ("uneven", profile != "reed" and held_on != [] and held_on[-1] > 3 * held_on[0]),
        ) if is_so]
    if result["pulses"] == 0:
        result["misfits"] = ["pulse"]
    return result


def proposal(trials):
    fitting = [name for name in ORDER if not trials[name]["misfits"]]
    return max(fitting, key=lambda name: (trials[name]["pulses"], -ORDER.index(name)), default=None)


def case(name, edges, tail=5 * S, opened=None, **wanted):
    train = [edge if len(edge) == 3 else (*edge, None) for edge in edges]
    end = train[-1][0] + tail if train else tail
    trials = {profile: trial(train, profile, opened, end) for profile in ORDER}
    found = proposal(trials)
    if "propose" in wanted:
        assert found == wanted["propose"], (name, found, trials)
    CASES.append((name, opened, end, train, trials, found))


def named():
    case("nothing", [], propose=None)
    case("one pulse", levels(1 * S, 50 * MS), propose="s0")
    case("clean S0 of 50 ms", pulses(20, 50 * MS, 450 * MS), propose="s0")
    case("the fastest S0, 30/30 ms", pulses(50, 30 * MS, 30 * MS), propose="s0")
    case("the fastest S0 with 4 ms of bounce", pulses(50, 30 * MS, 30 * MS, bounce=(2 * MS, 2 * MS)), propose="s0")
    case("S0 with 5 ms of bounce, all the standard allows", pulses(20, 80 * MS, 80 * MS, bounce=(5 * MS, 5 * MS)), propose="s0")
    case("S0 with 6 ms of bounce, more than it allows", pulses(20, 80 * MS, 80 * MS, bounce=(6 * MS, 6 * MS)), propose=None)
    case("S0 with long pulses and short pauses", pulses(20, 250 * MS, 50 * MS), propose="s0")
    case("S0 with interference of 2 ms in the pauses",
         sorted(pulses(20, 50 * MS, 450 * MS) + [(1300 * MS + n * 500 * MS, True) for n in range(20)]
                + [(1302 * MS + n * 500 * MS, False) for n in range(20)]), propose="s0")
    case("pulses of 15 ms, half of what S0 asks for", pulses(20, 15 * MS, 85 * MS), propose="led")
    case("LED flashes of 2 ms", pulses(40, 2 * MS, 33 * MS), propose="led")
    case("LED flashes of 0.9 ms", pulses(40, 900_000, 33 * MS), propose=None)
    case("LED steadily on, then flashing",
         levels(1 * S, 60 * S, 1 * S, *[5 * MS, 95 * MS] * 20, 5 * MS), propose=None)
    case("reed with chatter of 20 and 30 ms", pulses(5, 2 * S, 8 * S, bounce=(20 * MS, 30 * MS)), propose="reed")
    case("reed that turns slowly", levels(1 * S, 5 * S, 20 * S, 12 * S, 60 * S, 30 * S, 90 * S), tail=60 * S, propose="reed")
    case("reed with chatter, now fast and now slowly",
         levels(1 * S, 20 * MS, 30 * MS, 400 * MS, 2 * S, 1900 * MS, 5 * S, 700 * MS), propose="reed")
    case("reed with 80 ms of chatter", pulses(5, 2 * S, 8 * S, bounce=(80 * MS, 80 * MS)), propose=None)
    case("a line that hums at 50 Hz", pulses(100, 10 * MS, 10 * MS), propose="led")
    case("a contact held for longer than anything", levels(1 * S, 3600 * S, 10 * S), propose=None)
    clean = numbered(pulses(20, 50 * MS, 450 * MS))
    case("S0 of which edges are missing", without(clean, 4, 5, 17), propose="s0")
    case("opened in the middle of a pulse", numbered(levels(1 * S, 450 * MS, 50 * MS, 450 * MS, 50 * MS, first=False)),
         opened=990 * MS, propose="s0")


def random_trains(count):
    generator = random.Random(20260718)
    for n in range(count):
        choices = [MS // 2, 2 * MS, 5 * MS, 30 * MS, 50 * MS, 200 * MS, 450 * MS, 3 * S]
        picked = generator.sample(choices, 4)
        edges = levels(1 * S, *generator.choices(picked, k=30), first=generator.random() < 0.7)
        if n % 2:
            edges = without(numbered(edges), *generator.sample(range(31), generator.choice([0, 1, 3])))
        case(f"random {n}", edges, opened=generator.choice([None, 0]))


def print_cases():
    print("# Made by surveys.py; the test reads it. Times in ns, “-” for none. One block a case:")
    print("#   case NAME / opened NS (if known) / edges NS,rising|falling[,SEQUENCE] / end NS")
    print("#   width on|off COUNT SHORTEST LONGEST / trial PROFILE and what it finds / propose PROFILE")

    def text(value):
        return "-" if value is None else str(value)

    for name, opened, end, train, trials, found in CASES:
        print(f"\ncase {name}")
        if opened is not None:
            print(f"opened {opened}")
        for time, is_on, number in train:
            print(f"{time},{'rising' if is_on else 'falling'}" + ("" if number is None else f",{number}"))
        print(f"end {end}")
        for level, values in zip(("on", "off"), widths(train)):
            print(f"width {level} {len(values)} {text(min(values, default=None))} {text(max(values, default=None))}")
        for profile in ORDER:
            keys = ("pulses", "bounced", "stuck", "lost", "level", "excursion")
            found_text = " ".join(f"{key}={text(trials[profile][key])}" for key in keys)
            print(f"trial {profile} {found_text} misfits={','.join(trials[profile]['misfits']) or '-'}")
        print(f"propose {text(found)}")


if __name__ == "__main__":
    named()
    random_trains(40)
    print_cases()
