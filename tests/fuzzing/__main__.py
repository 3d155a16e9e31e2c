"""Fuzz with atheris, from the inputs in `corpus/`: `make fuzz`, or `make fuzz ARGS=instants FUZZ_SECONDS=600`.

What is found is written to `build/fuzz/TARGET/`, and the run ends with an error; put it into the corpus and mend it.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import atheris  # type: ignore[import-not-found, unused-ignore]

with atheris.instrument_imports(include=["simulator", "seller_central"]):
    from tests.builders import Market
    from tests.fuzzing.targets import CORPUS, TARGETS

from simulator.home import Home

# Longest inputs: worlds are patched, not sent whole, so all are short.
LARGEST = 4096


def fuzz(name: str, seconds: int) -> None:
    """Fuzz one target in this process; it ends with the run."""
    found = Path("build/fuzz") / name
    found.mkdir(parents=True, exist_ok=True)
    # In memory where there is such a place: worlds are written at each try.
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        target = TARGETS[name](Market.new(Home.at(Path(folder))))
        learned = found / "corpus"
        learned.mkdir(exist_ok=True)
        told = [
            f"-max_total_time={seconds}",
            f"-max_len={LARGEST}",
            f"-artifact_prefix={found}/",
            "-print_final_stats=1",
        ]
        atheris.Setup([sys.argv[0], *told, str(learned), str(CORPUS / name)], target)
        atheris.Fuzz()


def main(seconds: int, names: list[str]) -> None:
    """Fuzz one target here, or several one after the other, each in a process of its own."""
    if len(names) == 1:
        fuzz(names[0], seconds)
    for name in names:
        subprocess.run([sys.executable, "-m", "tests.fuzzing", str(seconds), name], check=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:] or list(TARGETS))
