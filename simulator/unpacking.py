"""The plain database in a file that somebody sends: gzipped or not, and never more than fits.

Knows nothing of what the database holds.
"""

import zlib
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from simulator.errors import BadInput
from simulator.files import DamagedWorld

LARGEST_IMPORT = 2**30
# Small enough that what it unpacks to, a thousand times as much at the most, fits in memory.
_BLOCK = 1 << 16
_GZIPPED, _MAGIC = 16 + zlib.MAX_WBITS, b"\x1f\x8b"


def unpack(source: BinaryIO, target: Path) -> None:
    """Write the plain database of an exported file.

    Raises:
        BadInput: it is too large.
        DamagedWorld: it cannot be unpacked.
    """
    written, blocks = 0, iter(lambda: source.read(_BLOCK), b"")
    try:
        first = next(blocks, b"")
        whole = chain([first], blocks)
        with target.open("wb") as plain:
            for block in _gunzipped(whole) if first.startswith(_MAGIC) else whole:
                written += len(block)
                if written > LARGEST_IMPORT:
                    raise BadInput("file", "A world file has at most 1 GB.", status=413)
                plain.write(block)
    except (OSError, EOFError, zlib.error) as error:
        raise DamagedWorld(f"The file cannot be unpacked: {error}.") from None


def _gunzipped(blocks: Iterable[bytes]) -> Iterator[bytes]:
    # Not the gzip module, whose many small reads cost as much again.
    packed = zlib.decompressobj(_GZIPPED)
    for block in blocks:
        yield packed.decompress(block)
        if packed.unused_data:
            raise EOFError("something follows its end")
    if not packed.eof:
        raise EOFError("it ends too early")
