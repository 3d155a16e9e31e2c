"""Further processes that write shards: started early, so that they load while the first process plans.

Each reads shards from its input, one a line, and says how far it is on its output. What it wrote is in the shard's
folder. They import nothing of the program that asked for them, and end with it.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO, cast

if TYPE_CHECKING:
    from seeds.generator.shards import Shard


class Helper:
    """One further process."""

    def __init__(self) -> None:
        # They find the packages where we find them; a key pressed to interrupt is ours to pass on.
        found = os.pathsep.join(one or os.curdir for one in sys.path)
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "seeds.generator.crew"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": found},
            start_new_session=True,
        )

    def write(self, shard: "Shard", progress: Callable[[int], None]) -> None:
        """Have a shard written.

        Raises:
            OSError: what was in the way there, or that the process has ended.
        """
        from dataclasses import asdict

        _say(cast(BinaryIO, self.process.stdin), asdict(shard))
        for line in cast(BinaryIO, self.process.stdout):
            told = json.loads(line)
            if "orders" not in told:
                if "why" in told:
                    raise OSError(told["number"], told["why"])
                return
            progress(told["orders"])
        raise OSError("a process that wrote a part of the data has ended")

    def stop(self) -> None:
        """End the process."""
        self.process.kill()
        with self.process:
            pass


@contextmanager
def crew(count: int) -> Iterator[list[Helper]]:
    """Start so many helpers; they end with the block."""
    helpers = [Helper() for _ in range(count)]
    try:
        yield helpers
    finally:
        for one in helpers:
            one.stop()


def _say(to: BinaryIO, told: dict[str, Any]) -> None:
    to.write(json.dumps(told).encode() + b"\n")
    to.flush()


def serve() -> None:
    """Write the shards that are asked for, till nobody asks any more."""
    from seeds.generator.shards import Shard, run_shard

    out = os.fdopen(1, "wb", buffering=0)
    for line in sys.stdin.buffer:
        try:
            run_shard(Shard(**json.loads(line)), lambda count: _say(out, {"orders": count}))
            _say(out, {})
        except BrokenPipeError:
            return
        except OSError as error:
            _say(out, {"number": error.errno, "why": error.strerror})


if __name__ == "__main__":
    serve()
