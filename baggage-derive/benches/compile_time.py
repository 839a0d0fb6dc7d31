#!/usr/bin/env python3
"""How long a crate of 20 structs with 10 fields each takes to build: with `Baggage`, and with
serde's `Serialize` and `Deserialize`.

    python3 baggage-derive/benches/compile_time.py [--runs 5]

Prints the medians of a cold build (dependencies and derive included) and of a rebuild of the crate
alone, in debug and release: seconds on the clock, processor seconds of cargo and all that it runs,
and their ratios. The contenders are built in turn, so that a change of the machine's speed meets
both. Needs cargo and the crates in Cargo.lock, nothing else.

Each contender is built as its users build it: the dependencies without incremental compilation,
which cargo keeps for packages that lie on the disk beside the crate, as ours do here.
"""

import argparse
import os
import pathlib
import resource
import shutil
import statistics
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
STRUCTS = 20
FIELDS = [
    ("u64", ""), ("u8", ""), ("i32", ""), ("bool", ""), ("f64", ""),
    ("String", "max_len = 8"), ("Option<String>", "max_len = 8"), ("Option<u16>", ""),
    ("Vec<u8>", "max_items = 4"), ("u32", ""),
]


def source(derive, attribute):
    """The crate's source: `derive` on each struct, `attribute` around each field's bounds."""
    lines = ["//! Measured, not used."]
    for number in range(STRUCTS):
        lines += ["/// One.", f"#[derive({derive})]", f"pub struct Struct{number} {{"]
        for index, (rust_type, bounds) in enumerate(FIELDS):
            lines.append("    /// One.")
            if bounds and attribute:
                lines.append(f"    #[{attribute}({bounds})]")
            lines.append(f"    pub field_{index}: {rust_type},")
        lines.append("}")
    return "\n".join(lines) + "\n"


CONTENDERS = {
    "baggage": (
        f'baggage-runtime = {{ path = "{ROOT / "baggage-runtime"}", default-features = false, '
        'features = ["derive"] }',
        source("baggage_runtime::Baggage", "baggage"),
    ),
    "serde": (
        'serde = { version = "1", features = ["derive"] }',
        source("serde::Serialize, serde::Deserialize", None),
    ),
}


def processor_seconds():
    """What all processes that ended by now have used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class Crate:
    def __init__(self, folder, name):
        dependency, text = CONTENDERS[name]
        self.folder = folder / name
        (self.folder / "src").mkdir(parents=True)
        (self.folder / "Cargo.toml").write_text(
            f'[package]\nname = "measured-{name}"\nversion = "0.0.0"\nedition = "2024"\n'
            f"[workspace]\n[dependencies]\n{dependency}\n"
            '[profile.dev.package."*"]\nincremental = false\n'
        )
        (self.folder / "src/lib.rs").write_text(text)
        shutil.copy(ROOT / "Cargo.lock", self.folder / "Cargo.lock")

    def build(self, profile):
        """The seconds of one build: on the clock, and of the processors."""
        command = ["cargo", "build", "--quiet", "--offline"]
        if profile == "release":
            command.append("--release")
        environment = dict(os.environ, CARGO_TARGET_DIR=str(self.folder / "target"))
        start, used = time.monotonic(), processor_seconds()
        subprocess.run(command, cwd=self.folder, check=True, env=environment)
        return time.monotonic() - start, processor_seconds() - used

    def cold(self, profile):
        shutil.rmtree(self.folder / "target", ignore_errors=True)
        return self.build(profile)

    def rebuild(self, profile):
        (self.folder / "src/lib.rs").touch()
        return self.build(profile)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        crates = {name: Crate(pathlib.Path(folder), name) for name in CONTENDERS}
        print("| build | baggage s | serde s | ratio | baggage cpu s | serde cpu s | ratio |")
        print("|---|---:|---:|---:|---:|---:|---:|")
        for profile in ("debug", "release"):
            for kind in ("cold", "rebuild"):
                builds = {name: [] for name in crates}
                for _ in range(runs):
                    for name, crate in crates.items():
                        builds[name].append(getattr(crate, kind)(profile))
                columns = [f"{profile}, {kind}"]
                # First the clock, then the processors.
                for which in (0, 1):
                    ours, serde = (
                        statistics.median(build[which] for build in builds[name])
                        for name in ("baggage", "serde")
                    )
                    columns += [f"{ours:.2f}", f"{serde:.2f}", f"{ours / serde:.2f}"]
                print("|", " | ".join(columns), "|", flush=True)


if __name__ == "__main__":
    main()
