"""The knobs of a run: which there are, what they may be, and how a person's `knob=value` is read.

The knobs themselves are rows of knobs.toml. Shares are kept in whole millionths.
"""

import tomllib
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

from simulator.errors import BadInput

MILLION = 1_000_000
Knobs = Mapping[str, Any]


@cache
def known() -> Mapping[str, dict[str, Any]]:
    """List every knob with its unit, usual value, limits and sentence."""
    return _file()["knobs"]


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "knobs.toml").read_text("utf-8"))


def profiles() -> list[str]:
    """List the profiles by name."""
    return list(_file()["profiles"])


def settled(profile: str = "typical", given: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return every knob's value: the usual ones, the profile's over them, the given ones over those.

    Raises:
        BadInput: an unknown profile or knob, or a value that cannot be.
    """
    if profile not in _file()["profiles"]:
        raise BadInput("profile", f"There is no profile {profile!r}. Choose one of {', '.join(profiles())}.")
    raw = {name: row["value"] for name, row in known().items()} | _file()["profiles"][profile]
    values = {name: _value(name, value) for name, value in raw.items()}
    values |= {name: _value(name, value) for name, value in (given or {}).items()}
    _check_together(values)
    return values


def read_settings(words: Iterable[str]) -> dict[str, str]:
    """Read `knob=value` pairs as typed on the command line."""
    pairs = {}
    for word in words:
        name, sign, value = word.partition("=")
        if not sign:
            raise BadInput("set", f"--set takes knob=value, such as requests=0.02, not {word!r}.")
        pairs[name.strip().replace("-", "_")] = value.strip()
    return pairs


def _value(name: str, value: Any) -> Any:
    row = known().get(name)
    if row is None:
        raise BadInput(name, f"There is no knob {name!r}. There are: {', '.join(known())}.")
    if row["unit"] == "choice":
        if value not in row["choices"]:
            raise BadInput(name, f"{name} is one of {', '.join(row['choices'])}, not {value!r}.")
        return value
    return _share(name, value) if row["unit"] == "share" else _whole(name, value, row["least"], row["most"])


def _number(name: str, value: Any) -> Decimal:
    text = str(value).strip()
    percent = text.endswith("%")
    try:
        number = Decimal(text.rstrip("% "))
    except InvalidOperation:
        raise BadInput(name, f"{name} needs a number, not {text[:40]!r}.") from None
    if not number.is_finite():
        raise BadInput(name, f"{name} needs a number, not {text[:40]!r}.")
    return number / 100 if percent and known()[name]["unit"] == "share" else number


def _share(name: str, value: Any) -> int:
    share = _number(name, value) * MILLION
    if not 0 <= share <= MILLION:
        raise BadInput(name, f"{name} is a share from 0 to 1 (or 0% to 100%), not {value}.")
    return int(share)


def _whole(name: str, value: Any, least: int, most: int) -> int:
    number = _number(name, value)
    if number != int(number) or not least <= number <= most:
        raise BadInput(name, f"{name} is a whole number from {least} to {most}, not {value}.")
    return int(number)


# What excludes each other cannot add up to more than everything.
TOGETHER = (
    ("afn", "mcf"),
    ("request_granted", "request_misread", "request_ignored"),
    ("lost", "refused"),
    ("payment_failed", "fraud", "late_fraud", "self_cancel", "requests", "wishes"),
)


def _check_together(values: Mapping[str, int]) -> None:
    for names in TOGETHER:
        if sum(values[name] for name in names) > MILLION:
            raise BadInput(names[0], f"These shares together are more than everything: {', '.join(names)}.")
