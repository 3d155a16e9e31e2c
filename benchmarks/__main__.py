"""Runs every measurement, prints the table and writes it to benchmarks/RESULTS.md.

python -m benchmarks                 all of them but the longest, and what needs a server
python -m benchmarks generator       those named
"""

import importlib
import pkgutil
import platform
import sys
from pathlib import Path

import benchmarks
from benchmarks.results import Result, table

# Run by their names alone: one takes ten minutes (`make load`), one needs a server (`.ci/postgres`).
LONG = {"load", "postgres"}
HERE = Path(__file__).parent
RESULTS = HERE / "RESULTS.md"
HEAD = """# Measurements

Written by `make bench`. Peers ran in the same run on the same machine; ratios count, absolute figures move with the
machine. Per CPU-second where two things compete.

"""


def modules() -> list[str]:
    """List the modules that can be run."""
    names = [one.name for one in pkgutil.iter_modules([str(HERE)])]
    return [one for one in names if "def run(" in (HERE / f"{one}.py").read_text("utf-8")] if names else []


def main(wanted: list[str]) -> int:
    """Run what is wanted; return the exit status."""
    known = modules()
    unknown = [one for one in wanted if one not in known]
    if unknown:
        print(f"There is no measurement {unknown[0]!r}. There are: {', '.join(known)}.", file=sys.stderr)
        return 2
    for name in wanted or (one for one in known if one not in LONG):
        print(f"measuring: {name} …", flush=True)
        results: list[Result] = importlib.import_module(f"{benchmarks.__name__}.{name}").run()
        text = f"## {name}\n\n{machine()}\n\n{table(results)}\n"
        print(text, flush=True)
        keep(name, text)
    return 0


def machine() -> str:
    """Say where this was measured."""
    return f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"


def keep(name: str, text: str) -> None:
    """Put one measurement's section into RESULTS.md, leaving the others as they are."""
    old = RESULTS.read_text("utf-8") if RESULTS.exists() else HEAD
    head, *sections = old.split("\n## ")
    kept = {one.split("\n", 1)[0]: "## " + one for one in sections}
    kept[name] = text
    parts = [one.rstrip() + "\n" for _, one in sorted(kept.items())]
    RESULTS.write_text(head.rstrip() + "\n\n" + "\n".join(parts), "utf-8")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
