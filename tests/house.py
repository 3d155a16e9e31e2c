"""Reads the house's own source for the tests that keep its rules.

Knows Python's syntax, not the marketplace. Findings are sentences with file and line, so that a failing test says
where to look.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("simulator", "buyer_site", "seller_central", "messaging", "seeds")
AROUND = ("tests", "benchmarks", "examples")


@dataclass(frozen=True)
class Source:
    """One Python file: its path from the root, and its syntax tree."""

    path: str
    text: str

    @property
    def tree(self) -> ast.Module:
        return parse(self.text)

    @property
    def module(self) -> str:
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def package(self) -> str:
        """The package that a relative import starts from."""
        return self.module if self.path.endswith("__init__.py") else self.module.rpartition(".")[0]


@cache
def parse(text: str) -> ast.Module:
    return ast.parse(text)


def sources(*folders: str) -> list[Source]:
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [Source(path.relative_to(ROOT).as_posix(), path.read_text("utf-8")) for path in found]


def imports(source: Source) -> Iterator[tuple[int, str]]:
    """Yield line and full name of everything a file imports, inside functions too."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = absolute(source, node)
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)


def absolute(source: Source, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    parents = source.package.split(".")
    kept = parents[: len(parents) - (node.level - 1)]
    return ".".join([*kept, node.module] if node.module else kept)


def names_used(source: Source) -> Iterator[tuple[int, str]]:
    """Yield line and full dotted name of every name and attribute, with import aliases resolved."""
    aliases = aliases_of(source)
    for node in ast.walk(source.tree):
        dotted = dotted_name(node)
        if dotted:
            first, _, rest = dotted.partition(".")
            full = aliases.get(first, first)
            yield node.lineno, f"{full}.{rest}" if rest else full  # type: ignore[attr-defined]


def aliases_of(source: Source) -> dict[str, str]:
    aliases = {}
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            aliases |= {alias.asname or alias.name.split(".")[0]: alias_target(alias) for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = absolute(source, node)
            aliases |= {alias.asname or alias.name: f"{base}.{alias.name}" for alias in node.names}
    return aliases


def alias_target(alias: ast.alias) -> str:
    return alias.name if alias.asname else alias.name.split(".")[0]


def dotted_name(node: ast.AST) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        base = dotted_name(node.value)
        return f"{base}.{node.attr}" if base else ""
    return ""


def under(name: str, roots: tuple[str, ...]) -> bool:
    """Say whether a dotted name is one of the roots or lies inside one."""
    return any(name == root or name.startswith(f"{root}.") for root in roots)
