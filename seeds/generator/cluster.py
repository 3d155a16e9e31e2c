"""A run on a Dask cluster: each shard is one task; what they write stays a folder of parts for each file.

The workers and this process see the same folder. The parts one after the other are the files of a run without a
cluster.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from seeds.generator.plan import Plan
from seeds.generator.running import WORLD, alone_in, checked_formats, prepare, publish
from seeds.generator.shards import cut_into_shards, run_shard
from simulator.errors import BadInput

# Shards when nobody says how many: this many for each thread of the cluster.
EACH = 3
PATIENCE = "20s"


def generate_on(
    address: str, plan: Plan, out: Path, formats: Sequence[str], *, shards: int = 1, replace: bool = False
) -> dict[str, Any]:
    """Write a plan's data as a partitioned data set, its shards run by a cluster.

    Raises:
        BadInput: the cluster cannot be reached, or a format cannot be cut into parts.
    """
    chosen = checked_formats(formats)
    if WORLD in chosen:
        raise BadInput("format", "A world is one file; it is written without --scheduler.")
    folder = prepare(plan, out, chosen, replace=replace)
    with alone_in(out), _client(address) as client:
        count = shards if shards > 1 else EACH * sum(client.nthreads().values())
        cut = cut_into_shards(plan, chosen, folder.resolve(), max(count, 1))
        tasks = [client.submit(run_shard, one, pure=False) for one in cut]
        return publish(plan, out, chosen, [Path(one.folder) for one in cut], _notes(tasks), partitioned=True)


def _notes(tasks: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """Give the notes of shards one by one; nobody keeps those that were read, here or on the cluster."""
    for task in tasks:
        yield task.result()
        task.release()


def _client(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError:
        needs = "A cluster needs Dask. Install it with: pip install 'marketplace-simulator[data,cluster]'"
        raise BadInput("scheduler", needs) from None
    try:
        return Client(address, timeout=PATIENCE)
    except (OSError, ValueError, TimeoutError):
        raise BadInput("scheduler", f"There is no Dask scheduler at {address}.") from None
