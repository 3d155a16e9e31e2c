"""The generator's knobs and profiles as a page."""

import tomllib
from pathlib import Path
from typing import Any

import seeds.generator
from docs.writing.tables import page, table
from seeds.generator.knobs import known

HEAD = """`marketsim generate --set knob=value`; shares as `0.02` or `2%`. A profile (`--profile`) sets several at once,
and `--set` wins over it. [Order data by the million](../generate.md) tells what the data holds."""


def knobs() -> str:
    """Return the page of all knobs and profiles."""
    rows = [(f"`{name}`", one["unit"], one["value"], limits(one), one["says"]) for name, one in known().items()]
    return page(
        "Knobs of the generator",
        HEAD,
        table(("Knob", "Unit", "Usual", "Range", "Meaning"), rows),
        "## Profiles",
        table(("Profile", "Sets"), [(f"`{name}`", told(own)) for name, own in profiles().items()]),
    )


def limits(knob: dict[str, Any]) -> str:
    """Say what a knob may be."""
    if knob["unit"] == "choice":
        return ", ".join(knob["choices"])
    return "0 to 1" if knob["unit"] == "share" else f"{knob['least']} to {knob['most']}"


def told(own: dict[str, Any]) -> str:
    return ", ".join(f"`{name}={value}`" for name, value in own.items()) or "the usual values"


def profiles() -> dict[str, dict[str, Any]]:
    """Return what each profile sets."""
    path = Path(seeds.generator.__file__).parent / "knobs.toml"
    return dict(tomllib.loads(path.read_text("utf-8"))["profiles"])
