"""The shell's stylesheet and scripts, with addresses that change when their bytes do.

Must not know any page. The stylesheet is kept in parts, one per concern, and served as one file.
"""

from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from flask import Response, url_for

STATIC = Path(__file__).parent / "static"
HTMX = STATIC / "vendor" / "htmx.min.js"


@lru_cache(maxsize=1)
def stylesheet_text() -> str:
    """Join the parts in the order of their file names."""
    return "\n".join(part.read_text("utf-8") for part in sorted((STATIC / "css").glob("*.css")))


def stylesheet() -> Response:
    """Serve all parts as one stylesheet."""
    return Response(stylesheet_text(), mimetype="text/css")


@lru_cache(maxsize=16)
def _version(name: str) -> str:
    content = stylesheet_text().encode() if name == "shell.css" else (STATIC / name).read_bytes()
    return sha256(content).hexdigest()[:12]


def address(name: str) -> str:
    """Give a file's address with a version that changes with its content, so that it may be kept for ever."""
    if name == "shell.css":
        return url_for("shell.stylesheet", v=_version(name))
    return url_for("shell.static", filename=name, v=_version(name))


def has_htmx() -> bool:
    """Say whether the vendored script is installed; pages work without it."""
    return HTMX.exists()
