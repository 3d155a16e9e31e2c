"""Reading policy packs: the base, then the store's own pack over it, each entry with dated values.

Knows the form of an entry, not what it means. An entry is a TOML table named by its rule id:

    value      what holds from the beginning
    final      the same, where worlds follow the later set of dates
    dated      [{from = a date or the id of an instant rule, value = …}], oldest first
    unit, title, sentence, refusal, sources, note, label

A store's pack names only what differs. Tables are merged row by row; anything else is replaced.
"""

import tomllib
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any, Literal

from simulator.policy.values import PackError

Entry = Mapping[str, Any]
DateSet = Literal["announced", "final"]
DATE_SETS: tuple[DateSet, ...] = ("announced", "final")

# The themes in the order in which the rule book shows them; each is one file of the base.
THEMES = (
    "windows",
    "deeds",
    "cancellation",
    "parcels",
    "reasons",
    "counting",
    "metrics",
    "shipping",
    "returns",
    "messages",
    "channels",
    "shop",
    "timings",
)


def _packs() -> Traversable:
    return files("simulator.policy").joinpath("packs")


def read_toml(name: str) -> dict[str, Any]:
    """Read one file of the packs; shares come out exact, never as floating point."""
    return tomllib.loads(_packs().joinpath(name).read_text("utf-8"), parse_float=Fraction)


@cache
def base_entries() -> Mapping[str, Entry]:
    """Return every rule as the base packs state it, in the order of the rule book."""
    entries: dict[str, Entry] = {}
    for theme in THEMES:
        for rule_id, entry in read_toml(f"base/{theme}.toml").items():
            if rule_id in entries:
                raise PackError(f"Rule {rule_id} stands in the base packs twice.")
            entries[rule_id] = MappingProxyType(entry | {"theme": theme})
    return MappingProxyType(entries)


@cache
def entries_for(code: str) -> Mapping[str, Entry]:
    """Return every rule as it stands for one store: the base with the store's own pack over it."""
    name = f"{code.lower()}.toml"
    own = read_toml(name) if _packs().joinpath(name).is_file() else {}
    unknown = own.keys() - base_entries().keys()
    if unknown:
        raise PackError(f"The pack {name} has rules that the base does not know: {', '.join(sorted(unknown))}.")
    return MappingProxyType({id_: layered(entry, own.get(id_, {})) for id_, entry in base_entries().items()})


def layered(under: Entry, over: Entry) -> Entry:
    """Lay a store's entry over the base's; a new value withdraws the dates of the old one."""
    merged = dict(under)
    if "value" in over:
        merged.pop("dated", None)
        merged.pop("final", None)
    merged.update(over)
    if "value" in over:
        merged["value"] = overlaid(under["value"], over["value"])
    return MappingProxyType(merged)


def overlaid(under: Any, over: Any) -> Any:
    """Merge tables row by row and replace everything else."""
    if not (isinstance(under, dict) and isinstance(over, dict)):
        return over
    return under | {key: overlaid(under.get(key), value) for key, value in over.items()}


@cache
def source_titles() -> Mapping[str, str]:
    """Return the sources that rules name, key to title."""
    return MappingProxyType(read_toml("sources.toml"))
