"""Markdown as the pages drawn from the code need it: a page's head, and tables."""

from collections.abc import Iterable, Sequence

NOTE = "<!-- Written by `python -m docs.writing` from the code; a change here is lost. -->"


def page(title: str, *parts: str) -> str:
    """Return a page: a note for whoever edits it, its title, its parts."""
    return "\n\n".join([NOTE, f"# {title}", *(part for part in parts if part)]) + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table."""
    lines = [[*head], ["---"] * len(head), *([cell(one) for one in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def cell(value: object) -> str:
    """Return a value as it may stand in a cell."""
    return str(value).replace("|", "\\|").replace("\n", " ").replace("<", "&lt;")


def code(names: Iterable[object]) -> str:
    """Return names as code, with commas."""
    return ", ".join(f"`{one}`" for one in names)
