"""Order data by the million: lawful histories laid out in columns, with their answers beside them.

    from seeds.generator import Plan, generate, tables
    for chunk in tables(Plan.of(orders=100_000)): chunk["orders"]      # Arrow tables

What is lawful comes from the policy packs, the transition table and the notices; what is usual from shapes.toml and
knobs.toml. It must not know pages or sessions. NumPy and PyArrow come with the extra `data`.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from seeds.generator.describing import ddl as ddl
    from seeds.generator.describing import dictionary as dictionary
    from seeds.generator.plan import Plan as Plan
    from seeds.generator.running import generate as generate
    from seeds.generator.streaming import tables as tables

__all__ = ["Plan", "ddl", "dictionary", "generate", "tables"]

_HOMES = {
    "Plan": "plan",
    "ddl": "describing",
    "dictionary": "describing",
    "generate": "running",
    "tables": "streaming",
}


def __getattr__(name: str) -> Any:
    """Import on first use, so that the command line starts without NumPy."""
    if name not in _HOMES:
        raise AttributeError(name)
    from importlib import import_module

    return getattr(import_module(f"seeds.generator.{_HOMES[name]}"), name)
