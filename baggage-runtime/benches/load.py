#!/usr/bin/env python3
"""What baggage costs an axum server: CPU time and throughput, beside the OpenTelemetry SDK.

    baggage-runtime/benches/load.py            the whole table, about nine minutes
    baggage-runtime/benches/load.py --count    instructions for a request, which repeat on a machine
                                               that is busy, too; two minutes
    baggage-runtime/benches/load.py --smoke    every contender for a second, no figures; for CI
    baggage-runtime/benches/load.py --crowd    10,000 requests at a time for 30 seconds, each of
                                               which must see its own id and no other

Needs cargo, Python, and for the table wrk and taskset (Debian: `wrk`, `util-linux`), for instructions
valgrind. Servers run on the first core, wrk on the second. Contenders take turns, so that what
disturbs the machine disturbs all of them; compare columns of one run.

Judged is the time in the server's own code. Reading and writing baggage makes no system call, whereas
the kernel's time for a request doubles when a server becomes slower than its client: it then has to
wake the other core up for every answer.
"""

import argparse
import datetime
import http.client
import os
import pathlib
import random
import re
import resource
import statistics
import subprocess
import sys
import tempfile

BENCHES = pathlib.Path(__file__).resolve().parent
# That of `ratios.py`, which builds most of the same.
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", BENCHES.parent.parent / "target")) / "ratios"
CONTENDERS = {
    "none": "no baggage code",
    "layer": "a layer that does nothing",
    "ours-read": "our layer, `Bag<T>` of five fields",
    "ours-inject": "our layer, `Bag<T>`, inject",
    "ours-layers": "our layer, `Bag<T>`, `PropagateLayer`",
    "around-read": "our layer around the router, `Bag<T>` of five fields",
    "around-inject": "our layer around the router, `Bag<T>`, inject",
    "otel-read": "OTel SDK: extract, parse five values",
    "otel-inject": "OTel SDK: extract, parse, inject",
    "otel-layer-read": "OTel SDK in a layer: extract, attach, parse",
    "otel-layer-inject": "OTel SDK in a layer: extract, attach, parse, inject",
}
HEADERS = ["none", "W1", "W3"]
# What ours adds when it does this: at most this part of what OTel's adds, or this many microseconds.
BOUNDS = [
    ("W1", "read", 3, None),
    ("W1", "inject", 5, 0.8),
    ("W3", "read", 20, None),
    ("W3", "inject", 30, 2.5),
]
CONNECTIONS = 16
SERVER_CORE, CLIENT_CORE = "0", "1"
BODY = '{"sku":"b-1017","quantity":2}'
SCRIPT = f"""
wrk.method = "POST"
wrk.body = '{BODY}'
wrk.headers["content-type"] = "application/json"
"""


def build():
    env = {**os.environ, "CARGO_TARGET_DIR": str(TARGET)}
    manifest = BENCHES / "load/Cargo.toml"
    command = ["cargo", "build", "--quiet", "--release", "--manifest-path", manifest]
    subprocess.run(command, env=env, check=True)


def baggage(header):
    return (BENCHES / "data" / f"{header}.txt").read_text().strip()


class Server:
    """A contender, until its standard input is closed."""

    def __init__(self, contender, under=("taskset", "-c", SERVER_CORE), **pipes):
        command = [*under, TARGET / "release/load", contender]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, **pipes}
        self.process = subprocess.Popen(command, text=True, **pipes)
        self.port = int(self.process.stdout.readline().removeprefix("PORT "))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(timeout=10)

    def cpu_seconds(self):
        """What all threads have spent on a core, in the server's own code and in the kernel."""
        stat = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text()
        ticks = stat.rpartition(")")[2].split()[11:13]
        return [int(tick) / os.sysconf("SC_CLK_TCK") for tick in ticks]


class Load:
    """wrk, and what it says."""

    def __init__(self, folder, seconds):
        self.script = pathlib.Path(folder) / "echo.lua"
        self.script.write_text(SCRIPT)
        self.seconds = seconds

    def put_on(self, server, header):
        """Requests per second, and the microseconds of each in the server's code and in all."""
        command = [
            "taskset", "-c", CLIENT_CORE, "wrk", "--threads=1", f"--connections={CONNECTIONS}",
            f"--duration={self.seconds}s", f"--script={self.script}",
        ]
        if header != "none":
            command.append(f"--header=baggage: {baggage(header)}")
        command.append(f"http://127.0.0.1:{server.port}/echo")
        before = server.cpu_seconds()
        output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        user, kernel = (now - then for now, then in zip(server.cpu_seconds(), before))
        if "Non-2xx" in output or "Socket errors" in output:
            sys.exit(f"not every request was answered with 200:\n{output}")
        requests = int(re.search(r"(\d+) requests in", output).group(1))
        rate = float(re.search(r"Requests/sec:\s+([\d.]+)", output).group(1))
        return rate, user / requests * 1e6, (user + kernel) / requests * 1e6


def measure(rounds, seconds):
    """The median rate and CPU time of every contender under every header."""
    results = {}
    with tempfile.TemporaryDirectory() as folder:
        load = Load(folder, seconds)
        for turn in range(rounds):
            for header in HEADERS:
                # Always another order, and a new process, as one may lie better in memory.
                for contender in random.Random(turn).sample(list(CONTENDERS), len(CONTENDERS)):
                    with Server(contender) as server:
                        result = load.put_on(server, header)
                    results.setdefault((contender, header), []).append(result)
    return {
        key: tuple(statistics.median(values) for values in zip(*result))
        for key, result in results.items()
    }


def count(contender, header, requests):
    """The instructions of a server that answers so many requests, from its start to its end."""
    headers = {"content-type": "application/json"}
    if header != "none":
        headers["baggage"] = baggage(header)
    under = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"]
    with Server(contender, under, stderr=subprocess.PIPE) as server:
        client = http.client.HTTPConnection("127.0.0.1", server.port)
        for _ in range(requests):
            client.request("POST", "/echo", BODY, headers)
            if client.getresponse().read() != BODY.encode():
                sys.exit("the answer is not what was sent")
    return int(re.search(r"Collected : (\d+)", server.process.stderr.read()).group(1))


def report_instructions():
    few, many = 200, 600
    counts = {
        (contender, header): (count(contender, header, many) - count(contender, header, few))
        // (many - few)
        for header in HEADERS
        for contender in CONTENDERS
    }
    rows, added = [], []
    for contender, name in CONTENDERS.items():
        rows.append((name, [f"{counts[contender, header]:,}" for header in HEADERS]))
        more = [counts[contender, header] - counts["none", header] for header in HEADERS]
        added.append((name, [f"{instructions:+,}" for instructions in more]))
    table("Instructions of the server for a request", rows)
    table("What is added to no baggage code", added[1:])
    shares(lambda contender, header: counts[contender, header] - counts["none", header], "{:,}")


def table(title, rows):
    print(f"\n### {title}\n\n| | " + " | ".join(f"header: {header}" for header in HEADERS) + " |")
    print("|---|" + "---:|" * len(HEADERS))
    for name, cells in rows:
        print(f"| {name} | " + " | ".join(cells) + " |")


def report(results):
    def column(contender, kind, form):
        return [form.format(results[contender, header][kind]) for header in HEADERS]

    def added(contender, header, kind=1):
        return results[contender, header][kind] - results["none", header][kind]

    rows = [(name, column(contender, 0, "{:,.0f}")) for contender, name in CONTENDERS.items()]
    table("Requests per second", rows)
    rows = [(name, column(contender, 1, "{:.2f}")) for contender, name in CONTENDERS.items()]
    table("CPU of the server for a request in its own code, µs", rows)
    rows = [(name, column(contender, 2, "{:.2f}")) for contender, name in CONTENDERS.items()]
    table("The same with the kernel, µs", rows)
    for title, kind in [("in the server's own code", 1), ("with the kernel", 2)]:
        rows = [
            (name, [f"{added(contender, header, kind):+.2f}" for header in HEADERS])
            for contender, name in CONTENDERS.items()
            if contender != "none"
        ]
        table(f"What is added to no baggage code, {title}, µs", rows)

    shares(added, "{:.2f}", " µs")


def shares(added, form, unit=""):
    """What part of OTel's addition ours is. The bounds in microseconds are for times alone.

    Judged beside OTel's at its cheapest: in the handler, where baggage is current for nobody else.
    The last column has it in a layer as ours is.
    """
    print("\n### What ours adds beside what OTel's adds\n")
    print("| | ours | OTel's | share | at most | | OTel's in a layer | share |")
    print("|---|---:|---:|---:|---:|---|---:|---:|")
    for header, what, part, most in BOUNDS:
        our, their = added(f"ours-{what}", header), added(f"otel-{what}", header)
        layered = added(f"otel-layer-{what}", header)
        is_short = unit != "" and most is not None and our <= most
        verdict = "holds" if our <= their / part or is_short else "over"
        share, alike = [f"1/{other / our:.1f}" if our > 0 else "–" for other in (their, layered)]
        bound = f"1/{part}" + (f" or {most}{unit}" if unit and most else "")
        cells = [f"{header} {what}", form.format(our) + unit, form.format(their) + unit]
        print("|", " | ".join([*cells, share, bound, verdict, form.format(layered) + unit, alike]), "|")


def machine():
    names = re.findall(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    rustc = subprocess.run(["rustc", "--version"], capture_output=True, text=True, check=True)
    load = ", ".join(f"{load:.1f}" for load in os.getloadavg())
    name = names[0] if names else "unknown processor"
    date = datetime.date.today()
    return f"{date}, {name}, {os.cpu_count()} cores, load {load}, {rustc.stdout.strip()}"


def main():
    parser = argparse.ArgumentParser(description="What baggage costs an axum server.")
    parser.add_argument("--smoke", action="store_true", help="a second each, no figures")
    parser.add_argument("--crowd", action="store_true", help="10,000 requests at a time")
    parser.add_argument("--count", action="store_true", help="instructions instead of times")
    parser.add_argument("--rounds", type=int, default=5, help="of which the median is taken")
    parser.add_argument("--seconds", type=int, default=3, help="for a contender, header and round")
    args = parser.parse_args()

    build()
    print(machine(), flush=True)
    if args.crowd:
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
        sys.exit(subprocess.run([TARGET / "release/crowd"]).returncode)
    if args.count:
        report_instructions()
        return
    if args.smoke:
        measure(1, 1)
        print("every contender answered every request with 200")
        return
    report(measure(args.rounds, args.seconds))
    print(f"\nafterwards: {machine()}")


if __name__ == "__main__":
    main()
