"""Files sent along with a message: what they are is told by their content, never by their name.

Which formats and sizes are allowed is the rule book's business. Must not know threads or where files are kept.
Source: [S80] [S81] size per message; Assumed: how the formats are told apart.
"""

import re
import unicodedata
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Protocol

from simulator.errors import BadInput

FIELD = "attachments"
# Longer names are cut, the ending stays. Assumed: what common file systems and mail programs take without trouble.
NAME_LIMIT = 100


class AttachmentPolicy(Protocol):
    """The part of a policy that limits attachments."""

    @property
    def attachment_limit(self) -> int:
        """Bytes of all attachments of a message together."""

    @property
    def attachments_per_message(self) -> int:
        """How many attachments a message may have."""

    @property
    def attachment_types(self) -> tuple[str, ...]:
        """The formats, named by their usual ending."""


@dataclass(frozen=True)
class Attachment:
    """A checked file: safe name, format, media type and content."""

    name: str
    format: str
    media_type: str
    content: bytes


MEDIA_TYPES: Mapping[str, str] = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "gif": "image/gif",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "txt": "text/plain",
}
_OTHER_ENDINGS: Mapping[str, str] = {"jpeg": "jpg", "jpe": "jpg", "text": "txt"}
_RESERVED_NAMES = frozenset(
    {"con", "prn", "aux", "nul"} | {f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)}
)


def check_attachments(attached: Sequence[tuple[str, bytes]], policy: AttachmentPolicy) -> list[Attachment]:
    """Return the checked files of one message, or say what is wrong with them."""
    if len(attached) > policy.attachments_per_message:
        raise BadInput(FIELD, "A message has at most {most} attachments.", most=policy.attachments_per_message)
    if sum(len(content) for _, content in attached) > policy.attachment_limit:
        raise BadInput(FIELD, "Attachments are at most {most} MB together.", status=413, most=_megabytes(policy))
    return [_checked(name, content, policy.attachment_types) for name, content in attached]


def limits(policy: AttachmentPolicy) -> dict[str, str]:
    """Say what a form tells before files are chosen: how many, how much, which kinds, and what a browser accepts."""
    return {
        "most": str(policy.attachments_per_message),
        "size": _megabytes(policy),
        "kinds": ", ".join(policy.attachment_types),
        "accept": ",".join(f".{kind}" for kind in policy.attachment_types),
    }


def _megabytes(policy: AttachmentPolicy) -> str:
    return f"{policy.attachment_limit / 1024 / 1024:.4g}"


def format_of(content: bytes) -> str | None:
    """Return the format a file has by its content, or None."""
    return next((name for name, looks_like in _SIGNS.items() if looks_like(content)), None)


def safe_name(name: str) -> str:
    """Return a file name without folders, invisible or dangerous characters."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    visible = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C")
    plain = re.sub(r"[<>:\"|?*%]", "_", visible)
    stem, dot, ending = " ".join(plain.split()).strip(". ").rpartition(".")
    stem, ending = (stem, f".{ending}") if dot else (ending, "")
    if not stem.strip(". _") or stem.lower() in _RESERVED_NAMES:
        stem = "attachment"
    return stem[: NAME_LIMIT - len(ending)] + ending[:NAME_LIMIT]


def _checked(name: str, content: bytes, allowed: tuple[str, ...]) -> Attachment:
    shown = safe_name(name)
    if not content:
        raise BadInput(FIELD, "{file} is empty.", file=shown)
    found = format_of(content)
    if found is None or found not in allowed:
        raise BadInput(FIELD, "{file} is not one of: {known}.", file=shown, known=", ".join(allowed))
    ending = shown.rpartition(".")[2].lower()
    if _OTHER_ENDINGS.get(ending, ending) != found:
        raise BadInput(
            FIELD, "{file} is named like another kind of file; by its content it is {found}.", file=shown, found=found
        )
    return Attachment(shown, found, MEDIA_TYPES[found], content)


def _office(folder: str) -> Callable[[bytes], bool]:
    def looks_like(content: bytes) -> bool:
        if not content.startswith(b"PK\x03\x04"):
            return False
        try:
            names = zipfile.ZipFile(BytesIO(content)).namelist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError):
            return False
        # A file with macros is a program, not a document.
        if any(name.lower().endswith("vbaproject.bin") for name in names):
            return False
        return "[Content_Types].xml" in names and any(name.startswith(f"{folder}/") for name in names)

    return looks_like


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return all(letter in "\t\n\r\f" or unicodedata.category(letter) != "Cc" for letter in text)


# Most telling first; plain text is what remains when nothing else fits.
_SIGNS: Mapping[str, Callable[[bytes], bool]] = {
    "pdf": lambda content: content.startswith(b"%PDF-"),
    "png": lambda content: content.startswith(b"\x89PNG\r\n\x1a\n"),
    "jpg": lambda content: content.startswith(b"\xff\xd8\xff"),
    "gif": lambda content: content.startswith((b"GIF87a", b"GIF89a")),
    "docx": _office("word"),
    "xlsx": _office("xl"),
    "txt": _is_text,
}
