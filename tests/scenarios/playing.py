"""The gallery of scenarios: reads the YAML files beside it and plays them in a market.

A step is a line: `place released=true`, `advance 31m` (d, h, m, s), `next`, or a deed with its arguments as written in
the control API, done to the last order. `! <rule> <step>` is tried and must be refused by that rule; it changes nothing
and is therefore no step of its own. `$sku1`, `$asin1`, `$item1`, `$order`, `$total` stand for what the market has,
`$x201` for so many letters. `ends` says how the last order stands, in the words of `Order.should_be`.
"""

import json
import re
import shlex
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from simulator.acting import act
from simulator.errors import MarketplaceError, Refusal
from simulator.policy.values import PackError
from tests.builders import Market

HERE = Path(__file__).parent
UNITS = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
# Deeds done to the world, and whose they are where nobody is named.
OF_SELLER = ("change-seller", "open-case", "create-fulfillment")
OF_BUYER = ("change-buyer",)
OF_WORLD = (*OF_SELLER, *OF_BUYER, "change-product", "place-order", "stage-orders")


@dataclass(frozen=True)
class Step:
    """One line: the deed, its arguments as written, and the rule that must refuse it, if any."""

    deed: str
    words: tuple[str, ...]
    refused: str | None = None


@dataclass(frozen=True)
class Scenario:
    """A story: its name, what it shows, where, its steps, and how its last order ends."""

    name: str
    theme: str
    shows: str
    steps: tuple[Step, ...]
    ends: dict[str, Any]
    store: str = "US"

    def without(self, place: int) -> "Scenario":
        """Leave out one step, and all that is only tried: with a step missing it might succeed."""
        kept = tuple(step for n, step in enumerate(self.steps) if n != place and not step.refused)
        return replace(self, steps=kept)


@dataclass
class Playing:
    """A market in which a scenario is played, and what it has come to."""

    market: Market
    orders: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def play(self, scenario: Scenario) -> "Playing":
        """Play every step; what cannot be done, or is not refused as it should be, is noted and passed over."""
        for step in scenario.steps:
            try:
                self._do(step)
            except MarketplaceError as error:
                rule = error.rule if isinstance(error, Refusal) else error.message
                if not step.refused or not self._is_rule(step.refused, error):
                    self.wrong.append(f"{step.deed}: {rule}")
            else:
                self.wrong += [f"{step.deed} was not refused by {step.refused}"] if step.refused else []
        return self

    def _do(self, step: Step) -> None:
        if step.deed == "advance":
            self.market.advance(
                **{UNITS[unit]: int(count) for count, unit in re.findall(r"(\d+)([dhms])", step.words[0])}
            )
        elif step.deed == "next":
            self.market.next()
        else:
            self._act(step.deed, self._arguments(step.words))

    def _act(self, deed: str, args: dict[str, Any]) -> None:
        if deed == "place":
            deed = "stage-orders" if "state" in args else "place-order"
        version = args.pop("version", None)
        if deed in OF_SELLER:
            args.setdefault("seller_id", self.market.seller_id)
        if deed in OF_BUYER:
            args.setdefault("buyer_id", self.market.buyer_id)
        order = None if deed in OF_WORLD else self.orders[-1] if self.orders else ""
        done = act(self.market.home, self.market.name, deed, order_id=order, args=args, version=version)
        number = done.event["order_id"]
        if number and number not in self.orders:
            self.orders.append(number)

    def _arguments(self, words: tuple[str, ...]) -> dict[str, Any]:
        pairs = (word.partition("=") for word in words)
        return {name: _value(self._filled(text)) for name, _, text in pairs}

    def _filled(self, text: str) -> str:
        return re.sub(r"\$([a-z]+)(\d*)", lambda found: self._known(found[1], found[2]), text)

    def _known(self, what: str, count: str) -> str:
        if what == "x":
            return "x" * int(count)
        if what == "order":
            return self.orders[-1] if self.orders else ""
        if what in ("item", "total"):
            told = self.market.order(self.orders[-1]) if self.orders else {"items": [], "total": {"amount": "0"}}
            items = [one["order_item_id"] for one in told["items"]]
            return str(told["total"]["amount"]) if what == "total" else dict(enumerate(items, 1)).get(int(count), "0")
        return str(self.market.sql(f"SELECT {what} FROM products ORDER BY sku LIMIT 1 OFFSET ?", int(count) - 1)[0][0])

    def _is_rule(self, rule: str, error: MarketplaceError) -> bool:
        if isinstance(error, Refusal):
            return error.rule == rule
        # Some rules are said as the sentence beside a field.
        with self.market.reading() as moment, suppress(PackError):
            return moment.policy(moment.world.marketplace).refuse(rule).message == error.message
        return False


def gallery() -> list[Scenario]:
    """Return every scenario, in the order of the files."""
    return [one for file in sorted(HERE.glob("*.yaml")) for one in _scenarios(file)]


def _scenarios(file: Path) -> Iterator[Scenario]:
    for name, told in yaml.safe_load(file.read_text("utf-8")).items():
        steps = tuple(_step(line) for line in told["steps"].splitlines())
        yield Scenario(name, file.stem, told["shows"], steps, told["ends"], told.get("store", "US"))


def _step(line: str) -> Step:
    words = _split(line)
    if words[0] == "!":
        return Step(words[2], tuple(words[3:]), words[1])
    return Step(words[0], tuple(words[1:]))


def _split(line: str) -> list[str]:
    """Split at spaces outside brackets and quotes; JSON keeps its quotes."""
    parts = re.findall(r'(?:\[[^\]]*\]|"[^"]*"|[^\s"\[])+', line)
    return [part if "[" in part else shlex.split(part)[0] for part in parts]


def _value(text: str) -> Any:
    """Read an argument: JSON where it is some, else the text itself; amounts stay text."""
    if re.fullmatch(r"\d+\.\d+", text):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text
