#!/usr/bin/env python3
"""The catalogue of mistakes as a table: the case, the first line of its message, what is underlined.

    python3 tests/ui/catalogue.py

Reads the snapshots beside this file, whichever compiler wrote them.
"""

import pathlib
import re

HERE = pathlib.Path(__file__).parent
# What rustc puts around the messages of checks that run in `const`.
FRAME = re.compile(r"^error(\[E\d+\])?: (evaluation panicked: )?")
SOURCE = re.compile(r"^ *\d+ \| ?(.*)")
MARKS = re.compile(r"^ *\| ?( *)(\^+)")


def underlined(lines):
    """The first text above carets, on one line."""
    source = ""
    for line in lines:
        if match := SOURCE.match(line):
            source = match[1]
        elif match := MARKS.match(line):
            start = len(match[1])
            return source[start : start + len(match[2])]
    return ""


def main():
    print("| mistake | first line | caret at |\n|---|---|---|")
    for snapshot in sorted(HERE.glob("*/*.stderr")):
        lines = snapshot.read_text().splitlines()
        cells = (
            f"{snapshot.parent.name}/{snapshot.stem}",
            FRAME.sub("", lines[0]),
            f"`{underlined(lines)}`",
        )
        print("|", " | ".join(cell.replace("|", "\\|") for cell in cells), "|")


if __name__ == "__main__":
    main()
