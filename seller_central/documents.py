"""Contents of files and reports, kept beside the worlds on the wall clock: the bytes a page and a program both get.

A document is a file of bytes and a small card that says whose it is. Knows no feed, no report and no request.
"""

import gzip
import hmac
import re
import uuid
import zlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

import orjson

from simulator import clock
from simulator.directory import installation_secret
from simulator.errors import BadInput
from simulator.home import Home

# Seconds an address stays usable. Source: the interface's documentation says five minutes.
ADDRESS_LIFETIME = 300
LARGEST = 100 * 2**20
FEED, REPORT = "tortuga", "spdoc"
# Days after which contents are forgotten; the longest any of them is promised.
KEPT_DAYS = 31
_ID = re.compile(r"amzn1\.(?:tortuga|spdoc)\.4\.na\.[0-9a-f-]{36}\.T[0-9A-Z]{13}")
_BLOCK = 1 << 20


@dataclass(frozen=True)
class Document:
    """Whose bytes these are, of which type, and since when."""

    id: str
    world: str
    seller_id: str
    content_type: str
    created_at: float
    is_gzip: bool = False


def new_document(home: Home, world: str, seller_id: str, kind: str, content_type: str, *, gz: bool = False) -> Document:
    """Make room for a document; its content comes later."""
    name = uuid.uuid4()
    document = Document(
        id=f"amzn1.{kind}.4.na.{name}.T{name.hex[:13].upper()}",
        world=world,
        seller_id=seller_id,
        content_type=content_type[:100],
        created_at=clock.wall_seconds(),
        is_gzip=gz,
    )
    _folder(home).mkdir(exist_ok=True)
    half = _folder(home) / f"{document.id}.half"
    half.write_bytes(orjson.dumps(asdict(document)))
    half.replace(_card(home, document.id))
    home.publish(_card(home, document.id))
    return document


def is_document_id(text: str) -> bool:
    """Say whether this looks like the id of a document."""
    return bool(_ID.fullmatch(text))


def find_document(home: Home, document_id: str) -> Document | None:
    """Find a document by its id."""
    if not is_document_id(document_id):
        return None
    card = _card(home, document_id)
    home.fetch(card)
    return Document(**orjson.loads(card.read_bytes())) if card.exists() else None


def content_file(home: Home, document_id: str) -> Path:
    """Return where a document's bytes lie; they may not have come yet."""
    path = _folder(home) / f"{document_id}.bytes"
    home.fetch(path)
    return path


def write(home: Home, document_id: str, blocks: Iterable[bytes], largest: int | None = None) -> int:
    """Write a document's bytes; it has all of them or none. Returns how many there are.

    Raises:
        BadInput: more than a file may have.
    """
    _folder(home).mkdir(exist_ok=True)
    half, size = _folder(home) / f"{document_id}.{uuid.uuid4().hex}.half", 0
    try:
        with half.open("wb") as target:
            for block in blocks:
                size += len(block)
                if size > (largest or LARGEST):
                    raise BadInput("file", "A file has at most 100 MB.", status=413)
                target.write(block)
        path = _folder(home) / f"{document_id}.bytes"
        half.replace(path)
        home.publish(path)
    finally:
        half.unlink(missing_ok=True)
    return size


def read(home: Home, document_id: str) -> bytes:
    """Return a document's bytes as they are meant to be read, unpacked if need be.

    Raises:
        BadInput: packed so that it would be larger than a file may be, or broken.
    """
    path = content_file(home, document_id)
    with path.open("rb") as raw:
        if raw.read(2) != b"\x1f\x8b":
            raw.seek(0)
            return raw.read()
    return _unpacked(path)


def _unpacked(path: Path) -> bytes:
    parts, size = [], 0
    try:
        with gzip.open(path) as packed:
            while block := packed.read(_BLOCK):
                size += len(block)
                if size > LARGEST:
                    raise BadInput("file", "A file has at most 100 MB.", status=413)
                parts.append(block)
    except (OSError, EOFError, ValueError, zlib.error):
        raise BadInput("file", "The file is packed with gzip, and broken.") from None
    return b"".join(parts)


def signed_path(home: Home, document_id: str) -> str:
    """Return the address of a document below the origin, good for a few minutes to whoever has it."""
    until = int(clock.wall_seconds()) + ADDRESS_LIFETIME
    return f"/documents/{document_id}?expires={until}&signature={_signature(home, document_id, until)}"


def may_open(home: Home, document_id: str, expires: str, signature: str) -> bool:
    """Say whether an address is one of ours and still good."""
    if not expires.isdecimal() or len(expires) > 12 or int(expires) < clock.wall_seconds():
        return False
    return hmac.compare_digest(_signature(home, document_id, int(expires)).encode(), signature.encode())


def forget_old(home: Home) -> int:
    """Delete contents nobody is promised any longer; returns how many documents went."""
    limit, gone = clock.wall_seconds() - KEPT_DAYS * 86_400, 0
    for card in _folder(home).glob("*.json"):
        if card.stat().st_mtime < limit:
            card.with_suffix(".bytes").unlink(missing_ok=True)
            card.unlink()
            gone += 1
    home.forget_published(KEPT_DAYS)
    return gone


def _signature(home: Home, document_id: str, until: int) -> str:
    secret = installation_secret(home).encode()
    return hmac.new(secret, f"document {document_id} {until}".encode(), sha256).hexdigest()[:40]


def _folder(home: Home) -> Path:
    return home.path / "documents"


def _card(home: Home, document_id: str) -> Path:
    return _folder(home) / f"{document_id}.json"
