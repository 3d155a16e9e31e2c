"""Reads XML files: an envelope of numbered messages. No entities, no network, no document type.

Turns messages into the same records flat files have, so one set of rules works off both. Source: policies §11.
"""

from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

from seller_central.feeds import codes
from seller_central.feeds.records import MOST_RECORDS, Record, UnusableFile

Element = Any
Reading = Callable[[Element], Iterator[dict[str, str]]]


def read_messages(content: bytes, message_type: str, reading: Reading) -> list[Record]:
    """Read the messages of an envelope.

    Raises:
        UnusableFile: broken XML, another kind of message, or too many messages.
    """
    records: list[Record] = []
    seen: set[int] = set()
    try:
        for place, message in enumerate(_messages(content, message_type), 1):
            number = text_of(message, "MessageID")
            numbered = int(number) if number.isdecimal() and len(number) < 12 else place
            if numbered in seen:
                raise UnusableFile(codes.WRONG_MESSAGE, f"Two messages have the MessageID {numbered}.")
            seen.add(numbered)
            body = child(message, message_type)
            if body is None:
                raise UnusableFile(codes.WRONG_MESSAGE, f"Message {numbered} holds no {message_type}.")
            records.extend(Record(numbered, fields) for fields in reading(body))
            if len(records) > MOST_RECORDS:
                raise UnusableFile(codes.TOO_MANY, f"A file has at most {MOST_RECORDS:,} records.")
    except (SyntaxError, ValueError, LookupError) as error:
        raise UnusableFile(codes.UNREADABLE, f"The XML cannot be read: {_told(error)}.") from None
    if not records:
        raise UnusableFile(codes.WRONG_CONTENT, "The envelope holds no message.")
    return records


def _told(error: Exception) -> str:
    """Say where a file breaks off, without the parser's word for it."""
    return str(error.msg if isinstance(error, SyntaxError) else error)[:200]


def _messages(content: bytes, message_type: str) -> Iterator[Element]:
    # A large library, which a server that has just started does not need.
    from lxml import etree

    steps = etree.iterparse(
        BytesIO(content),
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        encoding=_encoding(content),
    )
    depth = 0
    for event, element in steps:
        depth += 1 if event == "start" else -1
        if event == "start" and depth == 1:
            _check_root(element)
        elif event == "end" and depth == 1:
            name = local(element)
            if name == "MessageType" and (element.text or "").strip() != message_type:
                raise UnusableFile(codes.WRONG_CONTENT, f"The envelope's MessageType must be {message_type}.")
            if name == "Message":
                yield element
                element.clear()


def _check_root(root: Element) -> None:
    if root.getroottree().docinfo.doctype:
        raise UnusableFile(codes.UNREADABLE, "A document type is not allowed here.")
    if local(root) != "AmazonEnvelope":
        raise UnusableFile(codes.WRONG_CONTENT, "The outermost element must be AmazonEnvelope.")


def _encoding(content: bytes) -> str | None:
    """Read bytes that claim to be UTF-8 and are not as Latin-1; leave every other claim to the parser."""
    head = content[:200].lower()
    if b"encoding=" in head and b"utf-8" not in head:
        return None
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "iso-8859-1"
    return None


def local(element: Element) -> str:
    """Return an element's name without its namespace; comments have none."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def child(element: Element, name: str) -> Element | None:
    """Return the first child of a name."""
    return next((one for one in element if local(one) == name), None)


def children(element: Element, name: str) -> list[Element]:
    """Return all children of a name."""
    return [one for one in element if local(one) == name]


def text_of(element: Element | None, *path: str) -> str:
    """Return the text at the end of a path of names, empty where there is none."""
    for name in path:
        element = None if element is None else child(element, name)
    return "" if element is None else (element.text or "").strip()
