#!/usr/bin/env python3
"""What reading and writing baggage costs, beside what it costs others.

    baggage-runtime/benches/ratios.py            every table, in Markdown
    baggage-runtime/benches/ratios.py --readme   the table in the README alone
    baggage-runtime/benches/ratios.py --check    instructions only; fails when one exceeds its bound
    baggage-runtime/benches/ratios.py --build    cold build times as well; takes two minutes more

Needs cargo, valgrind and Python. Instructions are counted by callgrind and repeat; times do not,
so compare rows of one run.
"""

import argparse
import datetime
import json
import os
import pathlib
import re
import statistics
import struct
import subprocess
import sys
import tempfile
import time

BENCHES = pathlib.Path(__file__).resolve().parent
PACKAGE = BENCHES / "ratios"
RUNTIME = BENCHES.parent
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", RUNTIME.parent / "target")) / "ratios"
WORKLOADS = ["W1", "W2", "W3", "W4", "W5"]
CONTENDERS = [
    ("ours", "this library, inline"),
    ("heap", "this library, `String` and `Vec`"),
    ("json", "serde_json, the same data"),
    ("hand", "written by hand, direct to the struct"),
    ("otel", "opentelemetry_sdk"),
    ("scan", "every byte read once"),
]
# The most instructions, and the aim: what contender and operation on what input.
BOUNDS = {
    ("decode", "W1"): (2_300, 1_650),
    ("decode", "W2"): (6_000, 3_800),
    ("decode", "W3"): (29_000, 19_000),
    ("decode", "W4"): (10_500, 8_000),
    ("decode", "W5"): (15_500, 8_500),
    ("map", "W1"): (3_000, 2_000),
    ("map", "W3"): (34_000, 21_000),
    ("forward", "W3"): (450, 320),
    ("encode", "W1"): (2_000, 1_400),
    ("encode", "W4"): (3_000, 2_000),
    ("add", "W3"): (20_000, 10_000),
}
# At least how many times as much as ours it costs another contender.
LEADS = {
    ("otel", "decode", "W1"): 11,
    ("otel", "decode", "W3"): 16,
    ("otel", "forward", "W3"): 480,
    ("json", "decode", "W1"): 1,
    ("json", "decode", "W2"): 1,
    ("json", "decode", "W3"): 1,
    ("json", "decode", "W5"): 1,
    ("json", "encode", "W1"): 1,
}
HOSTILE = (400_000, 200_000)
# Who takes part in what, of the table in the README.
COUNTED = {
    "decode": ["ours", "otel", "json", "scan"],
    "forward": ["ours", "otel"],
    "encode": ["ours", "otel", "json"],
}
VARIANTS = ["lines", "duplicates", "properties", "blanks", "escapes"]
RUNS = 10


def cargo(command, *args):
    env = {**os.environ, "CARGO_TARGET_DIR": str(TARGET)}
    manifest = ["--manifest-path", PACKAGE / "Cargo.toml"]
    command = ["cargo", command, "--quiet", *manifest, *args]
    subprocess.run(command, env=env, check=True, stdout=subprocess.DEVNULL)


def run(binary, *args):
    return subprocess.run([binary, *args], capture_output=True, text=True, check=True).stdout


class Program:
    """The built contenders."""

    def __init__(self, profile):
        cargo("build", "--profile", profile, "--bin", "ratios", "--bin", "allocations")
        self.binary = TARGET / profile / "ratios"
        self.counter = TARGET / profile / "allocations"

    def instructions(self, contender, operation, given):
        command = [
            "valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null",
            "--toggle-collect=ratios::measured*",
            self.binary, "run", contender, operation, given, str(RUNS),
        ]
        result = subprocess.run(command, capture_output=True, text=True, check=True)
        return int(re.search(r"Collected : (\d+)", result.stderr).group(1)) // RUNS

    def allocations(self, contender, operation, given):
        return int(run(self.counter, contender, operation, given))


class Report:
    """Prints tables, and remembers what exceeded its bound."""

    def __init__(self):
        self.exceeded = []

    def table(self, title, columns, rows):
        print(f"\n### {title}\n")
        print("| | " + " | ".join(columns) + " |")
        print("|---|" + "---:|" * len(columns))
        for name, *cells in rows:
            print(f"| {name} | " + " | ".join(str(cell) for cell in cells) + " |", flush=True)

    def judge(self, name, measured, most):
        if measured > most:
            self.exceeded.append(f"{name}: {number(measured)}, at most {number(most)}")
        return measured


def number(value):
    return f"{value:,.2f}" if isinstance(value, float) else f"{value:,}"


def summary(report, program):
    """Ours beside the others, in one table: that of the README."""
    rows = []
    inputs = [("decode", given) for given in WORKLOADS]
    for operation, given in [*inputs, ("forward", "W3"), ("encode", "W1"), ("encode", "W4")]:
        counts = {
            name: program.instructions(name, operation, given)
            for name in ["ours", "otel", "json", "scan"]
            if name in COUNTED[operation]
        }
        others = [number(counts[name]) if name in counts else "" for name in ["json", "scan"]]
        ratio = f"{counts['otel'] / counts['ours']:,.1f}"
        row = [number(counts["ours"]), number(counts["otel"]), ratio, *others]
        rows.append([f"{operation} {given}", *row])
    columns = ["this library", "OpenTelemetry SDK", "times ours", "serde_json", "read each byte"]
    report.table("Instructions", columns, rows)


def bounded(report, program):
    rows = []
    for (operation, given), (must, aim) in BOUNDS.items():
        measured = program.instructions("ours", operation, given)
        report.judge(f"{operation} {given}", measured, must)
        verdict = "aim" if measured <= aim else "must" if measured <= must else "over"
        rows.append([f"{operation} {given}", number(measured), number(must), number(aim), verdict])
    report.table("Instructions and their bounds", ["measured", "must", "aim", "reaches"], rows)


def leads(report, program):
    rows = []
    for (contender, operation, given), least in LEADS.items():
        ours = program.instructions("ours", operation, given)
        theirs = program.instructions(contender, operation, given)
        name = f"{operation} {given}, {dict(CONTENDERS)[contender]}"
        report.judge(f"{name}, {least} times ours", ours, theirs / least)
        rows.append([name, f"{theirs / ours:,.1f}", least])
    report.table("Instructions of others, ours as 1", ["ratio", "at least"], rows)


def variants(report, program):
    def per_byte(operation, given):
        measured = program.instructions("ours", operation, given)
        return measured / int(run(program.binary, "bytes", given))

    rows = []
    for operation in ["decode", "parse"]:
        plain = per_byte(operation, "variant:plain")
        for name in VARIANTS:
            ratio = per_byte(operation, f"variant:{name}") / plain
            report.judge(f"{operation} {name}, a byte", ratio, 3.0)
            rows.append([f"{operation}, {name}", number(ratio)])
    report.table("Instructions a byte, plain members as 1 (at most 3)", ["ratio"], rows)


def hostile(report, program, lengths):
    must, _ = HOSTILE
    rows = []
    for shape in run(program.binary, "shapes").splitlines():
        cells = []
        for operation in ["try", "parse"]:
            counts = {
                length: program.instructions("ours", operation, f"hostile:{shape}:{length}")
                for length in lengths
            }
            for length in [8192, 1 << 20]:
                report.judge(f"{operation} {length} bytes of {shape}", counts[length], must)
                cells.append(number(counts[length]))
            if 2048 in counts:
                growth = max(counts[4096] / counts[2048], counts[8192] / counts[4096])
                report.judge(f"{operation} {shape}, doubled", growth, 2.2)
                cells.append(number(growth))
        rows.append([shape, *cells])
    columns = ["8 KB", "1 MB"] + (["doubled"] if 2048 in lengths else [])
    names = [f"{operation}, {column}" for operation in ["decode", "parse"] for column in columns]
    report.table("Hostile input, instructions (at most 400,000; doubled, 2.2)", names, rows)


def small_profile(report, program):
    small = Program("small")
    rows = []
    for operation, given in [("decode", "W1"), ("decode", "W3"), ("map", "W3"), ("encode", "W1")]:
        plain = program.instructions("ours", operation, given)
        ratio = small.instructions("ours", operation, given) / plain
        report.judge(f"opt-level s, {operation} {given}", ratio, 3.0)
        rows.append([f"{operation} {given}", number(ratio)])
    report.table('With `opt-level = "s"`, default profile as 1 (at most 3)', ["ratio"], rows)


def contenders(report, program):
    def row(measure, operation, inputs, names):
        rows = []
        for contender, name in CONTENDERS:
            if contender in names:
                counts = [measure(contender, operation, given) for given in inputs]
                rows.append([name, *map(number, counts)])
        return rows

    everyone = [contender for contender, _ in CONTENDERS]
    writers = ["ours", "heap", "json", "otel"]
    count = program.instructions
    report.table("Decode, instructions", WORKLOADS, row(count, "decode", WORKLOADS, everyone))
    report.table("Encode, instructions", ["W1", "W4"], row(count, "encode", ["W1", "W4"], writers))
    for operation, title in [("forward", "Forward unchanged"), ("add", "Add one member and inject")]:
        rows = row(count, operation, ["W1", "W3"], ["ours", "otel"])
        report.table(f"{title}, instructions", ["W1", "W3"], rows)
    rows = row(program.allocations, "decode", WORKLOADS, everyone[:-1])
    report.table("Decode, allocations", WORKLOADS, rows)
    rows = row(program.allocations, "encode", ["W1", "W4"], writers)
    report.table("Encode into a header map (serde_json: a vector), allocations", ["W1", "W4"], rows)


def times(report):
    cargo("bench", "--bench", "time", "--", "--quick", "--noplot")
    estimates = {}
    for path in (TARGET / "criterion").glob("*/*/new/estimates.json"):
        group, contender = path.parts[-4], path.parts[-3]
        estimates[group, contender] = json.loads(path.read_text())["mean"]["point_estimate"]
    for operation, inputs in [("decode", WORKLOADS), ("encode", ["W1", "W4"])]:
        rows = []
        for contender, name in CONTENDERS:
            cells = [estimates.get((f"{operation}-{given}", contender)) for given in inputs]
            if all(cells):
                rows.append([name, *[f"{cell:,.0f}" for cell in cells]])
        report.table(f"{operation.capitalize()}, nanoseconds", inputs, rows)


def context(report, program):
    rows = [line.split() for line in run(program.binary, "context").splitlines()]
    report.table("Carry through one poll", ["nanoseconds"], rows)


def text_bytes(binary):
    """The size of the section `.text` of a 64-bit ELF file."""
    data = binary.read_bytes()
    start, = struct.unpack_from("<Q", data, 0x28)
    size, count, names_index = struct.unpack_from("<HHH", data, 0x3A)
    sections = [struct.unpack_from("<IIQQQQ", data, start + i * size) for i in range(count)]
    names = sections[names_index][4]
    for name, _, _, _, _, length in sections:
        if data[names + name:].startswith(b".text\0"):
            return length
    raise ValueError(f"{binary} has no section .text")


def code_size(report):
    sizes = {}
    for features in [[], ["--features", "second"]]:
        for binary in ["size_ours", "size_serde"]:
            cargo("build", "--release", "--bin", binary, *features)
            sizes.setdefault(binary, []).append(text_bytes(TARGET / "release" / binary))
    (ours, serde) = ([one, two - one] for one, two in sizes.values())
    rows = [
        ["this library", *map(number, ours)],
        ["serde and serde_json", *map(number, serde)],
        ["ratio (at most 1)", "", number(ours[1] / serde[1])],
    ]
    columns = ["program with one struct", "a second one of ten fields adds"]
    report.table("Code size, bytes of text", columns, rows)


def build_times(report):
    dependencies = {
        "this library": f'baggage-runtime = {{ path = "{RUNTIME}" }}',
        "serde with derive": 'serde = { version = "1", features = ["derive"] }',
    }
    profiles = {"debug": [], "release": ["--release"]}
    seconds = {(name, profile): [] for name in dependencies for profile in profiles}
    # In turn, so that a change of the machine's speed meets both.
    for _ in range(5):
        for name, profile in seconds:
            seconds[name, profile].append(build_time(dependencies[name], profiles[profile]))
    medians = {key: statistics.median(times) for key, times in seconds.items()}
    rows = [
        [name, *[number(medians[name, profile]) for profile in profiles]] for name in dependencies
    ]
    ours, serde = dependencies
    ratios = [medians[ours, profile] / medians[serde, profile] for profile in profiles]
    rows.append(["ratio (at most 1.3)", *map(number, ratios)])
    report.table("Cold build, seconds, medians of five", list(profiles), rows)


def build_time(dependency, args):
    with tempfile.TemporaryDirectory() as folder:
        package = pathlib.Path(folder)
        (package / "src").mkdir()
        (package / "src/lib.rs").touch()
        (package / "Cargo.toml").write_text(
            '[package]\nname = "empty"\nedition = "2024"\n[workspace]\n'
            f"[dependencies]\n{dependency}\n"
        )
        subprocess.run(["cargo", "fetch", "--quiet"], cwd=package, check=True)
        env = {**os.environ, "CARGO_TARGET_DIR": str(package / "target")}
        start = time.monotonic()
        subprocess.run(["cargo", "build", "--quiet", *args], cwd=package, env=env, check=True)
        return time.monotonic() - start


def machine():
    names = re.findall(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    rustc = run("rustc", "--version").strip()
    load = ", ".join(f"{load:.1f}" for load in os.getloadavg())
    name = names[0] if names else "unknown processor"
    return f"{datetime.date.today()}, {name}, {os.cpu_count()} cores, load {load}, {rustc}"


def main():
    parser = argparse.ArgumentParser(description="What baggage costs, beside what it costs others.")
    parser.add_argument("--check", action="store_true", help="instructions only, against bounds")
    parser.add_argument("--readme", action="store_true", help="the README's table alone")
    parser.add_argument("--build", action="store_true", help="cold build times as well")
    args = parser.parse_args()

    report = Report()
    print(machine())
    program = Program("release")
    run(program.binary, "check")
    if args.readme:
        summary(report, program)
        return
    if not args.check:
        summary(report, program)
    bounded(report, program)
    leads(report, program)
    variants(report, program)
    hostile(report, program, [8192, 1 << 20] if args.check else [2048, 4096, 8192, 1 << 20])
    if not args.check:
        contenders(report, program)
        small_profile(report, program)
        context(report, program)
        code_size(report)
        times(report)
        if args.build:
            build_times(report)
    if report.exceeded:
        sys.exit("\nover the bound:\n" + "\n".join(report.exceeded))


if __name__ == "__main__":
    main()
