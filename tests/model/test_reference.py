"""The engine against a reference model that shares no code with it: random deeds and jumps on three orders.

After every step both must have said the same (accepted, or the same rule refuses) and tell the same of every order:
status, request, what counts, money, units, returns, claim, and the stock of every SKU. Every world is audited at its
end. The long run of half a million steps: `make test-all ARGS="tests/model -k long"`.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

import tests.model.bench  # noqa: F401 - registers its verdicts
from simulator.auditor import audit
from simulator.draws import draw
from simulator.home import Home
from simulator.policy import overridden
from simulator.schemas.place import Place
from tests.builders import Market
from tests.model.deeds import ACTS, BAD, VERDICTS
from tests.model.engine import Engine
from tests.model.reference import DAYS, MINUTES, Sale

SECOND = timedelta(seconds=1)
SHORT, LONG, STEPS_EACH = 20_000, 500_000, 30
OVER = 10_000_000

Wish = tuple[str, dict[str, Any]]
WISHES: list[Wish] = [
    ("buyer-cancel", {}),
    ("buyer-cancel", {"line": 0}),
    ("buyer-cancel", {"line": 1}),
    ("request-cancellation", {"reason": "other"}),
    ("request-cancellation", {}),
    ("withdraw-request", {}),
    *[("seller-cancel", {"reason": one}) for one in ("BuyerCanceled", "NoInventory", "ShippingAddressUndeliverable")],
    ("seller-cancel", {"reason": "BuyerUnresponsive"}),
    ("seller-cancel", {}),
    ("buy-label", {}),
    ("void-label", {}),
    ("pick", {}),
    ("pack", {}),
    ("hand-to-carrier", {}),
    ("put-back", {}),
    ("confirm-shipment", {"tracking": "T1"}),
    ("confirm-shipment", {"tracking": "T2", "line": 0}),
    ("confirm-shipment", {"tracking": "T3", "line": 1}),
    ("confirm-shipment", {}),
    ("edit-shipment", {}),
    ("deliver", {}),
    ("refuse-delivery", {}),
    ("lose-parcel", {}),
    ("refund", {"reason": "CustomerReturn"}),
    ("refund", {"reason": "CustomerReturn", "amount": 100}),
    ("refund", {"reason": "CustomerReturn", "amount": OVER}),
    ("refund", {"amount": 100}),
    ("request-return", {}),
    ("authorize-return", {}),
    ("receive-return", {}),
    ("close-return", {}),
    ("cancel-return", {}),
    *[("claim", {"ground": one}) for one in ("not_received", "not_as_described", "not_refunded")],
    ("answer-claim", {}),
    ("feedback", {}),
]
# Deeds that need nothing but themselves, so that `allowed` can be compared with the model's verdict on a good wish.
PLAIN = sorted(set(VERDICTS) - {"claim", "refund"})
GOOD = {"reason": "other", "tracking": "T"}
JUMPS = [7 * MINUTES, 30 * MINUTES, timedelta(hours=5), DAYS, 3 * DAYS, 10 * DAYS]
ENDINGS = ("buyer-cancel", "seller-cancel")
PAYMENTS = ("ok", "ok", "ok", "ok", "slow", "fails", "fraud")


DICE = st.integers(0, 2**63 - 1)


class Dice:
    """Even choices from one number and its place: what the library draws leans to the ends and repeats itself."""

    def __init__(self, throw: int, place: int = 0) -> None:
        self.throw, self.place, self.drawn = throw, place, 0

    def below(self, count: int) -> int:
        self.drawn += 1
        return draw(self.throw, "dice", self.place, str(self.drawn)) % count

    def one_of(self, options: Sequence[Any]) -> Any:
        return options[self.below(len(options))]


class ThreeOrders(RuleBasedStateMachine):
    """Three orders of two lines each, in the engine and in the reference model."""

    prepared: Place
    copy: Place
    steps = 0
    outcomes: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.engine = Engine(self.prepared, self.copy)
        self.walked = 0
        self.numbers: list[str] = []
        self.sales: list[Sale] = []
        self.stock = self._stock()

    @initialize(throw=DICE)
    def place(self, throw: int) -> None:
        dice = Dice(throw)
        approval, released = dice.one_of([None, None, 30, 45, 24 * 60]), dice.one_of([True, False])
        if approval:
            seller_id = self.engine.rows("SELECT id FROM sellers")[0][0]
            self.engine.do("change-seller", None, {"seller_id": seller_id, "auto_approval_window": approval})
        for place in range(3):
            self._place(sorted(self.stock), place, dice.one_of(PAYMENTS), approval, released)

    def _place(self, skus: list[str], place: int, payment: str, approval: int | None, released: bool) -> None:
        at_once = released and payment in ("ok", "fraud")
        items = [{"sku": skus[0], "quantity": 2}, {"sku": skus[1 + place], "quantity": 1}]
        self.engine.do("place-order", None, {"items": items, "payment": payment, "released": at_once})
        number = self.engine.moment.recorded[0].order_id
        assert number
        sale = self.engine.sale(number, payment, approval)
        if at_once:
            sale.status, sale.released = "Unshipped", self.engine.moment.now
        self.numbers.append(number)
        self.sales.append(sale)

    # One rule, since the library switches rules off at random and a life of an order needs them all.
    @rule(throw=DICE)
    def step(self, throw: int) -> None:
        type(self).steps += 1
        self.walked += 1
        dice = Dice(throw, self.walked)
        alive = [place for place, sale in enumerate(self.sales) if sale.status != "Canceled"]
        asked = [place for place, sale in enumerate(self.sales) if sale.request == "open"]
        which = dice.one_of(asked if asked and dice.below(2) else alive if alive and dice.below(4) else range(3))
        dice.one_of([self._lawful] * 11 + [self._any] * 4 + [self._edge] * 3 + [self._jump, self._look])(which, dice)

    def _any(self, which: int, dice: Dice) -> None:
        """A deed for whatever answer the book may give now, each answer as likely as the others."""
        answers = self._answers(which)
        self._do(which, *dice.one_of(answers[dice.one_of(sorted(answers, key=str))]))

    def _lawful(self, which: int, dice: Dice) -> None:
        """A deed that the book allows; most times not one that ends the order's life, unless the buyer asked for it."""
        names: dict[str, list[Wish]] = defaultdict(list)
        for name, args in self._answers(which).get(None, WISHES):
            names[name].append((name, args))
        calm = sorted(set(names) - set(ENDINGS))
        endings = [wish for name in ENDINGS for wish in names.get(name, [])]
        patience = 2 if self.sales[which].request == "open" else 4
        goes_on = (calm and dice.below(patience)) or not endings
        self._do(which, *dice.one_of(names[dice.one_of(calm)] if goes_on else endings))

    def _answers(self, which: int) -> dict[str | None, list[Wish]]:
        """Sort all wishes by the book's present answer."""
        sale, now = self.sales[which], self.engine.moment.now
        answers: dict[str | None, list[Wish]] = defaultdict(list)
        for name, args in WISHES:
            answers[VERDICTS[name](sale, now, args)].append((name, args))
        return answers

    def _do(self, which: int, name: str, args: dict[str, Any]) -> None:
        sale, now = self.sales[which], self.engine.moment.now
        due = VERDICTS[name](sale, now, args)
        note(f"{now:%m-%d %H:%M:%S} order {which} ({sale.status}): {name} {args} -> {due or 'accepted'}")
        said = self.engine.do(name, self.numbers[which], self._in_words(which, name, args))
        assert said == due, f"{name} {args} on a {sale.status} order: the engine says {said}, the book {due}"
        type(self).outcomes[f"{name} {due or 'accepted'}"] += 1
        if due is None and name in ACTS:
            ACTS[name](sale, now, args)

    def _jump(self, which: int, dice: Dice) -> None:
        self._pass_to(self.engine.moment.now + dice.one_of(JUMPS))

    def _edge(self, which: int, dice: Dice) -> None:
        """Go to where something changes for an order: a second before it, there, or a second after it."""
        sale, off = self.sales[which], dice.below(3) - 1
        edges = [sale.self_cancel_ends, sale.payment_due, sale.auto_cancel, sale.ship_by, sale.deliver_by + 3 * DAYS]
        edges += [sale.label + DAYS] if sale.label else []
        edges += [sale.claim.due] if sale.claim else []
        edges += [sale.confirmed + 3 * DAYS] if sale.confirmed else []
        edges += [sale.placed + timedelta(minutes=sale.approval)] if sale.approval else []
        edges += [sale.returns[0].at + 2 * DAYS] if sale.returns else []
        edges += [one.due for one in sale.returns if one.due]
        edges += [sale.released + timedelta(hours=2)] if sale.payment == "fraud" and sale.released else []
        ahead = sorted(one + off * SECOND for one in edges if one + off * SECOND > self.engine.moment.now)
        self._pass_to(ahead[dice.below(min(3, len(ahead)))] if ahead else self.engine.moment.now + SECOND)

    def _look(self, which: int, dice: Dice) -> None:
        sale, now = self.sales[which], self.engine.moment.now
        good = {name for name in PLAIN if VERDICTS[name](sale, now, GOOD) is None}
        assert self.engine.allowed(self.numbers[which], PLAIN) == good

    @invariant()
    def both_tell_the_same(self) -> None:
        assert self.engine.facts() == {
            number: _facts(sale) for number, sale in zip(self.numbers, self.sales, strict=True)
        }
        due = dict(self.stock)
        for sale in self.sales:
            for line in sale.lines:
                due[line.sku] -= line.ordered
            for sku, units in sale.back.items():
                due[sku] += units
        assert self._stock() == due

    def teardown(self) -> None:
        self.engine.close()
        assert [str(one) for one in audit(self.copy)] == []

    def _pass_to(self, instant: Any) -> None:
        note(f"time moves to {instant:%m-%d %H:%M:%S}")
        self.engine.pass_to(instant)
        for sale in self.sales:
            sale.pass_time(instant)

    def _stock(self) -> dict[str, int]:
        return {sku: stock for sku, stock in self.engine.rows("SELECT sku, stock FROM products")}  # noqa: C416 - rows

    def _in_words(self, which: int, name: str, args: dict[str, Any]) -> dict[str, Any]:
        """Turn a wish into what the engine's deed takes."""
        words = {key: value for key, value in args.items() if key != "line"}
        if "line" in args:
            item = self.engine.order(self.numbers[which]).items[args["line"]]
            words["items"] = [{"order_item_id": item.id, "quantity": 1}]
        if "amount" in args:
            words["amount"] = f"{args['amount'] / 100:.2f}"
        needed: dict[str, dict[str, Any]] = {
            "buy-label": {"carrier": "Harrow Parcel"},
            "confirm-shipment": {"carrier": "Harrow Parcel"},
            "edit-shipment": {"carrier": "Harrow Parcel", "tracking": "T9"},
            "request-return": {"reason": "No longer needed"},
            "answer-claim": {"text": "It was sent."},
            "feedback": {"rating": 4},
        }
        return needed.get(name, {}) | words


def _facts(sale: Sale) -> dict[str, Any]:
    return {
        "status": sale.status,
        "request": sale.request,
        "canceled_by": sale.canceled_by,
        "counts": sale.counts,
        "rule": sale.rule,
        "total": sale.total,
        "charged": sale.charged,
        "refunded": sale.refunded,
        "lines": [(one.shipped, one.refunded) for one in sale.lines],
        "returns": [one.state for one in sale.returns],
        "decision": sale.claim and sale.claim.decision,
        "auto-cancel": int(sale.auto_cancel.timestamp()),
    }


def walk(
    folder: Path, steps: int, *, phases: tuple[Phase, ...] = tuple(Phase), fresh: bool = False
) -> type[ThreeOrders]:
    """Walk about this many steps, at most thirty in a world; the same ones every time unless `fresh`."""
    market = Market.new(Home.at(folder))

    class Walk(ThreeOrders):
        prepared = market.home.world_file(market.name)
        copy = market.home.world_file("walk") if market.home.is_shared else folder / "walk.db"
        outcomes: ClassVar[Counter[str]] = Counter()

    chosen = settings(
        max_examples=steps // STEPS_EACH,
        stateful_step_count=STEPS_EACH,
        deadline=None,
        derandomize=not fresh,
        database=None,
        phases=phases,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Walk, settings=chosen)
    return Walk


def test_the_engine_never_diverges_from_the_reference_model(tmp_path: Path) -> None:
    # Some worlds end before their thirty steps, so that a few more are asked for.
    walked = walk(tmp_path, SHORT * 21 // 20)
    assert walked.steps >= SHORT
    assert {f"{name} accepted" for name in ACTS} <= set(walked.outcomes)
    assert any(outcome.endswith(BAD) for outcome in walked.outcomes)


@pytest.mark.parametrize(
    ("rule_id", "value"),
    [
        ("buyer-cancel-window", 31),
        ("count-official-request", True),
        ("refund-limit", False),
        ("label-closes-cancel", False),
        ("cancel-restores-stock", False),
    ],
)
def test_a_rule_that_changed_in_the_engine_alone_is_noticed(rule_id: str, value: object, tmp_path: Path) -> None:
    with overridden({rule_id: value}), pytest.raises(AssertionError):
        walk(tmp_path, 12_000, phases=(Phase.generate,))


@pytest.mark.slow
def test_the_engine_never_diverges_from_the_reference_model_in_a_long_run(tmp_path: Path) -> None:
    assert walk(tmp_path, LONG * 21 // 20, fresh=True).steps >= LONG
