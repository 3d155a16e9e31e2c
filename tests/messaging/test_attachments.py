"""Attachments are what their content says, and no larger than the rule book allows."""

import zipfile
from dataclasses import dataclass
from io import BytesIO

import pytest

from messaging.attachments import NAME_LIMIT, check_attachments, format_of, safe_name
from simulator.errors import BadInput


@dataclass
class SomeLimits:
    attachment_limit: int = 10 * 1024 * 1024
    attachments_per_message: int = 2
    attachment_types: tuple[str, ...] = ("pdf", "png", "jpg", "gif", "docx", "xlsx", "txt")


def office(*names: str) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in ("[Content_Types].xml", *names):
            archive.writestr(name, "x")
    return target.getvalue()


CONTENTS = {
    "pdf": b"%PDF-1.7\n%%EOF",
    "png": b"\x89PNG\r\n\x1a\n0000",
    "jpg": b"\xff\xd8\xff\xe0JFIF",
    "gif": b"GIF89a....",
    "docx": office("word/document.xml"),
    "xlsx": office("xl/workbook.xml"),
    "txt": "Grüße, 7 µm\n".encode(),
}


@pytest.mark.parametrize("kind", CONTENTS)
def test_every_allowed_format_is_known_by_its_content(kind: str) -> None:
    (attachment,) = check_attachments([(f"File.{kind.upper()}", CONTENTS[kind])], SomeLimits())
    assert (attachment.format, attachment.content) == (kind, CONTENTS[kind])


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.pdf", b"MZ\x90\x00\x03", "is not one of"),
        ("a.txt", b"\x00\x01\x02", "is not one of"),
        ("a.txt", "caf\xe9".encode("latin-1"), "is not one of"),
        ("a.docx", b"PK\x03\x04 not a zip", "is not one of"),
        ("a.docx", office("word/document.xml", "word/vbaProject.bin"), "is not one of"),
        ("a.zip", office("readme"), "is not one of"),
        ("a.png", CONTENTS["pdf"], "by its content it is pdf"),
        ("a", CONTENTS["pdf"], "by its content it is pdf"),
        ("a.txt", b"", "is empty"),
        ("a.html", b"<html></html>", "by its content it is txt"),
    ],
)
def test_files_that_are_not_what_they_may_be_are_refused(name: str, content: bytes, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence) as refused:
        check_attachments([(name, content)], SomeLimits())
    assert refused.value.field == "attachments"


def test_jpeg_is_another_ending_of_jpg() -> None:
    assert check_attachments([("photo.jpeg", CONTENTS["jpg"])], SomeLimits())[0].media_type == "image/jpeg"


@pytest.mark.parametrize(("size", "fits"), [(99, True), (100, True), (101, False)])
def test_the_attachments_of_a_message_share_one_limit(size: int, fits: bool) -> None:
    attached = [("a.txt", b"x" * 50), ("b.txt", b"x" * (size - 50))]
    limits = SomeLimits(attachment_limit=100)
    if fits:
        assert len(check_attachments(attached, limits)) == 2
    else:
        with pytest.raises(BadInput, match="at most") as refused:
            check_attachments(attached, limits)
        assert refused.value.status == 413


def test_a_message_takes_no_more_files_than_allowed() -> None:
    with pytest.raises(BadInput, match="at most 2 attachments"):
        check_attachments([("a.txt", b"x")] * 3, SomeLimits())


def test_a_format_the_rule_book_leaves_out_is_refused() -> None:
    with pytest.raises(BadInput, match=r"is not one of: pdf\."):
        check_attachments([("a.txt", b"x")], SomeLimits(attachment_types=("pdf",)))


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\temp\\a.pdf", "a.pdf"),
        ("a\u202egnp.txt", "agnp.txt"),
        ("a\r\nb.txt", "ab.txt"),
        ("..", "attachment"),
        (".htaccess", "htaccess"),
        ("CON.txt", "attachment.txt"),
        ('<x>"?.txt', "_x___.txt"),
        ("Ünïcode  name.pdf", "Ünïcode name.pdf"),
        ("", "attachment"),
    ],
)
def test_file_names_are_made_safe(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_long_names_keep_their_ending() -> None:
    assert safe_name("a" * 300 + ".pdf") == "a" * (NAME_LIMIT - 4) + ".pdf"


def test_unknown_content_has_no_format() -> None:
    assert format_of(b"\x7fELF\x00") is None
