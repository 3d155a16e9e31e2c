"""The log, mail, conversations and agenda of a generated world, numbered as the engine numbers them: in time.

Mail is kept as notice and facts, as everywhere in the engine; an order's mails share its facts.
"""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from messaging.reasons import topic_of
from seeds.generator.aftermath import Ratings
from seeds.generator.columns import NEVER
from seeds.generator.endings import Reminders, cut
from seeds.generator.lives import Lives
from seeds.generator.narrating import in_order
from seeds.generator.placing import AFN, MFN
from seeds.generator.plan import Plan
from seeds.generator.slots import CANCELED, MESSAGES, NOT_UPDATING, PLACE, REFUNDS, SLOTS
from seeds.generator.streaming import Mill
from seeds.generator.world_rows import Rows, words
from simulator.agenda import rules
from simulator.moment import Actor
from simulator.orders import claiming, clockwork, multichannel, returning

Column = NDArray[np.int64]
# The rooms whose rules the agenda names; importing them makes their ranks known.
ROOMS = (claiming, clockwork, multichannel, returning)
NOT_VERSIONED = [PLACE[name] for name in NOT_UPDATING]


class Story:
    """A chunk of a world: its lives, cut and uncut, and the tables that tell them."""

    def __init__(self, mill: Mill, number: int) -> None:
        self.mill, self.number = mill, number
        self.lives: Lives = mill.uncut(number)
        self.coming = dict(self.lives.at)
        cut(self.lives, mill.plan.until)
        self.tables = mill.written(number, self.lives)
        self.numbers: list[str] = words(self.tables["orders"]["order_id"])
        self.channel = np.array(words(self.tables["orders"]["channel"]))
        self.canceled = self.lives.first(*CANCELED)
        self.buyers = mill.shoppers.columns(self.lives.placed.buyer)

    @cached_property
    def versions(self) -> Column:
        """How often each order was changed, plus one."""
        row, _, slot = in_order(self.lives)
        changes = ~np.isin(slot, NOT_VERSIONED)
        return np.bincount(row[changes], minlength=len(self.numbers))

    @cached_property
    def items_json(self) -> list[str]:
        """SKU and units of each order's lines, as JSON without its braces."""
        items, found = self.tables["order_items"], dict[str, list[str]]()
        for order, sku, units in zip(*(words(items[n]) for n in ("order_id", "sku", "quantity")), strict=True):
            found.setdefault(order, []).append(f'"{sku}":{units}')
        return [",".join(found[number]) for number in self.numbers]

    @cached_property
    def dropped_json(self) -> dict[int, str]:
        """What was dropped at once and went back to stock, as JSON without its braces, by the order's row."""
        items, placed = self.tables["order_items"], self.lives.placed
        lines = np.flatnonzero(placed.dropped).tolist()
        ids, skus = words(items["order_item_id"]), words(items["sku"])
        return {
            int(placed.line_row[at]): f'"by":"BUYER","items":{{"{ids[at]}":1}},"restocked":{{"{skus[at]}":1}}'
            for at in lines
        }

    @cached_property
    def restocked(self) -> NDArray[np.bool_]:
        """Whether an order's units came back to stock with its cancellation."""
        lives, market = self.lives, self.mill.market
        reasons = market.book.policies[0].seller_cancel_reasons
        told = self.tables["orders"].select(["canceled_by", "cancel_reason"]).to_pylist()
        kept = np.array([_keeps_stock(one["canceled_by"], one["cancel_reason"], reasons) for one in told])
        # Where the parcel was at the moment of the cancellation.
        out = (lives.when("handed") <= self.canceled) & ~(lives.when("put-back") <= self.canceled)
        return (self.canceled < NEVER) & ~kept & ~out

    @cached_property
    def units_sold(self) -> Column:
        """Units of each product that left its stock for good."""
        lives, placed, market = self.lives, self.lives.placed, self.mill.market
        back = self.restocked
        never = (lives.when("mcf-unfulfillable") < NEVER) | (lives.when("mcf-invalid") < NEVER)
        gone = ~(back | never)[placed.line_row]
        size = market.plan.sellers * market.each
        counts = np.bincount(placed.product[gone], weights=placed.kept[gone], minlength=size)
        return counts.astype(np.int64)

    @cached_property
    def picking_due(self) -> Column:
        """When a warehouse is to begin."""
        picking = self.coming.get("picking", np.full(len(self.numbers), NEVER))
        hour = self.mill.market.book.seconds("fba_pick_start_maximum")[self.lives.placed.policy]
        return np.where(picking < NEVER, picking, self.lives.placed.placed + hour)

    @cached_property
    def first_parcels(self) -> dict[int, tuple[str | None, str | None]]:
        """Carrier and tracking of orders, by row."""
        place = {number: at for at, number in enumerate(self.numbers)}
        rows = self.tables["shipments"].select(["order_id", "carrier", "tracking"]).to_pylist()
        return {place[one["order_id"]]: (one["carrier"], one["tracking"]) for one in rows if one["tracking"]}

    @cached_property
    def items_by_order(self) -> dict[str, list[tuple[str, int]]]:
        """Item ids of each order, with the units that are still wanted."""
        found: dict[str, list[tuple[str, int]]] = {}
        items, kept = self.tables["order_items"], self.lives.placed.kept.tolist()
        for order, item, units in zip(words(items["order_id"]), words(items["order_item_id"]), kept, strict=True):
            found.setdefault(order, []).append((item, units))
        return found


class Log:
    """Collects what happened in all chunks, then numbers it."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.orders_of_buyers = np.zeros(plan.buyers, dtype=np.int64)
        self.sold: Column = np.zeros(plan.sellers * plan.knobs["products"], dtype=np.int64)
        self.events: list[tuple[Column, Column, Column]] = []
        self.due: list[tuple[int, int, str, str]] = []
        self.numbers: list[str] = []
        self.facts: list[str] = []
        self.items: list[str] = []
        self.dropped: dict[int, str] = {}
        self.restocked: list[bool] = []
        self.parties: list[tuple[str | None, str, str | None, str]] = []
        self.letters: list[pa.Table] = []
        self.last_event = self.last_due = self.last_mail = 0

    def add(self, story: Story) -> None:
        """Take in a chunk."""
        row, at, slot = in_order(story.lives)
        self.events.append((row + len(self.numbers), at, slot))
        buyers = story.lives.placed.buyer[story.channel != "MCF"]
        self.orders_of_buyers += np.bincount(buyers, minlength=self.plan.buyers)
        self.sold += story.units_sold
        self.restocked += story.restocked.tolist()
        self.items += story.items_json
        self.dropped |= {row + len(self.numbers): told for row, told in story.dropped_json.items()}
        self._facts(story)
        self._agenda(story)
        self.numbers += story.numbers
        self.letters.append(story.tables["messages"])

    def rows(self, mill: Mill) -> Iterator[Rows]:
        """Yield events, mail, conversations and the agenda."""
        row, at, slot = (np.concatenate(parts) for parts in zip(*self.events, strict=True))
        order = np.lexsort((slot, row, at))
        row, at, slot = row[order], at[order], slot[order]
        self.last_event = len(row)
        kinds, actors = [one.event.value for one in SLOTS], [one.actor.value for one in SLOTS]
        yield (
            "events",
            {
                "seq": np.arange(1, len(row) + 1),
                "at": at,
                "kind": [kinds[one] for one in slot.tolist()],
                "actor": [actors[one] for one in slot.tolist()],
                "order_id": [self.numbers[one] for one in row.tolist()],
                "data": [self._said(one, place) for one, place in zip(row.tolist(), slot.tolist(), strict=True)],
            },
        )
        yield self._mail(row, at, slot)
        yield from self._conversations(mill, row, at, slot)
        self.due.sort()
        self.last_due = len(self.due)
        yield (
            "agenda",
            {
                "id": list(range(1, len(self.due) + 1)),
                "due_at": [one[0] for one in self.due],
                "rank": [one[1] for one in self.due],
                "rule": [one[2] for one in self.due],
                "subject": [one[3] for one in self.due],
            },
        )

    def _facts(self, story: Story) -> None:
        """Keep what may be told of each order, as JSON without its braces, and who is told."""
        told = story.tables["orders"].select(
            ["buyer_id", "seller_id", "currency", "order_total", "canceled_by", "cancel_reason", "cancel_rule",
             "counts_against_seller", "refund_total"]
        ).to_pylist()  # fmt: skip
        emails = words(story.buyers["email"])
        sellers = dict(
            zip(story.mill.market.seller_ids, (one.email for one in story.mill.market.seller_people), strict=True)
        )
        for at, one in enumerate(told):
            carrier, tracking = story.first_parcels.get(at, (None, None))
            self.parties.append((one["buyer_id"], one["seller_id"], emails[at], sellers[one["seller_id"]]))
            self.facts.append(_order_facts(one, carrier, tracking))

    def _said(self, order: int, slot: int) -> str:
        """Return what the log says beside an event."""
        name, facts = SLOTS[slot].name, self.facts[order]
        if name in ("placed", "mcf-received"):
            return f'{{{facts},"items":{{{self.items[order]}}}}}'
        if name in CANCELED:
            back = f',"restocked":{{{self.items[order]}}}' if self.restocked[order] else ""
            return f"{{{facts}{back}}}"
        if name == "items-canceled":
            return f"{{{self.dropped[order]}}}"
        if name == "mcf-unfulfillable":
            return "{}"
        if name in ("return-reminded", "feedback-reminded"):
            return f'{{"about":"{name.removesuffix("-reminded")}"}}'
        return f"{{{facts}}}" if name in (*REFUNDS, "confirmed", "confirmed-rest", "shipped-afn") else "{}"

    def _mail(self, row: Column, at: Column, slot: Column) -> Rows:
        orders, instants, seqs = list[int](), list[int](), list[int]()
        notices, roles = list[str](), list[str]()
        told = [[(one.name, one.to is Actor.BUYER) for one in place.notices] for place in SLOTS]
        for seq, (order, instant, place) in enumerate(zip(row.tolist(), at.tolist(), slot.tolist(), strict=True), 1):
            for name, to_buyer in told[place]:
                orders.append(order)
                instants.append(instant)
                seqs.append(seq)
                notices.append(name)
                roles.append("buyer" if to_buyer else "seller")
        self.last_mail = len(orders)
        people = [self.parties[order] for order in orders]
        buyers = [role == "buyer" for role in roles]
        return (
            "mail",
            {
                "id": list(range(1, len(orders) + 1)),
                "at": instants,
                "role": roles,
                "person_id": [one[0] if own else one[1] for one, own in zip(people, buyers, strict=True)],
                "address": [one[2] if own else one[3] for one, own in zip(people, buyers, strict=True)],
                "notice": notices,
                "facts": ["{" + self.facts[order] + "}" for order in orders],
                "order_id": [self.numbers[order] for order in orders],
                "event_seq": seqs,
            },
        )

    def _conversations(self, mill: Mill, row: Column, at: Column, slot: Column) -> Iterator[Rows]:
        rows = [one for table in self.letters for one in table.to_pylist()]
        said = np.flatnonzero(np.isin(slot, [PLACE[name] for name in MESSAGES]))
        seqs: dict[tuple[str, int], list[int]] = {}
        for one in said.tolist():
            seqs.setdefault((self.numbers[int(row[one])], int(at[one])), []).append(one + 1)
        place = {number: order for order, number in enumerate(self.numbers)}
        turns: dict[str, int] = {}
        told = [_letter(one, self.parties[place[one["order_id"]]], seqs, turns) for one in rows]
        yield from _threads(told)
        for table, names in (
            ("messages", ("order_number", "n", "seller_id", "at", "event_seq", "sender", "kind", "topic", "body",
                          "language", "intent", "critical")),
            ("deliveries", ("order_number", "n", "role", "address", "delivered", "why_not")),
        ):  # fmt: skip
            yield table, {name: [one[name] for one in told] for name in names}

    def _agenda(self, story: Story) -> None:
        """Plan what would happen by itself after the last instant."""
        lives, until, coming = story.lives, self.plan.until, story.coming
        status = np.array(words(story.tables["orders"]["status"]))
        own, warehouse = lives.placed.channel == MFN, lives.placed.channel == AFN
        checks = np.minimum.reduce(
            [coming[one] for one in ("verified", "verified-afn", "canceled-unpaid", "canceled-fraud")]
        )
        self._plan(story, "payment-hold", checks, status == "Pending")
        open_ = own & (status == "Unshipped")
        self._plan(story, "auto-cancel-grace", lives.promise["auto_cancel_at"], open_)
        reminders = next(one for one in story.mill.steps if isinstance(one, Reminders))
        for due, planned, _ in reminders.planned(lives):
            self._plan(story, "ship-reminders", due, open_ & planned & (due > until))
        late = open_ & (coming["canceled-fraud"] < NEVER)
        self._plan(story, "fraud-review", coming["canceled-fraud"], late)
        picked = warehouse & (status == "Unshipped")
        self._plan(story, "fba-pick-start", coming["picking"], picked & (coming["picking"] > until))
        self._plan(story, "fba-shipping", coming["shipped-afn"], picked & (coming["picking"] <= until))
        ended = lives.first("delivered", "refused", "lost") < NEVER
        arrival = lives.when("shipped-afn") + story.mill.market.book.seconds("fba_delivery_time")[lives.placed.policy]
        self._plan(story, "fba-delivery", arrival, warehouse & (status == "Shipped") & ~ended)
        due = lives.when("return-requested") + story.mill.market.book.seconds("return_answer")[lives.placed.policy]
        self._plan(story, "return-answer", due, (lives.when("return-requested") < NEVER) & (due > until))
        self._plan(story, "return-refund-deadline", story.mill.assembly.deadlines.of(lives), _unpaid(lives))
        undecided = (lives.when("claimed") < NEVER) & (lives.when("claim-decided") == NEVER)
        self._plan(story, "claim-answer-window", coming["claim-decided"], undecided)
        ratings = next(one for one in story.mill.steps if isinstance(one, Ratings))
        due, ended = ratings.due(lives), lives.first("feedback", "refused", "lost") < NEVER
        self._plan(story, "feedback-reminder", due, (due > until) & ~ended)
        self._plan(story, "pre-order-release", lives.available, status == "PendingAvailability")
        limit = lives.placed.placed + story.mill.market.book.seconds("mcf_hold_limit")[lives.placed.policy]
        self._plan(story, "mcf-hold-limit", limit, status == "Received")
        self._plan(story, "mcf-planning-window", coming["mcf-processing"], status == "Planning")
        self._plan(story, "mcf-processing", coming["mcf-completed"], status == "Processing")

    def _plan(self, story: Story, rule: str, due: Column, where: NDArray[np.bool_]) -> None:
        rank = rules[rule].rank
        for at in np.flatnonzero(where & (due < NEVER) & (due > 0)).tolist():
            self.due.append((max(int(due[at]), self.plan.until), rank, rule, story.numbers[at]))


def _unpaid(lives: Lives) -> NDArray[np.bool_]:
    """Say which orders' returns have come back and wait for their refund."""
    return (lives.when("return-received") < NEVER) & (lives.first(*REFUNDS) == NEVER)


def _keeps_stock(by: str | None, reason: str | None, reasons: Any) -> bool:
    return by == "SELLER" and reason in reasons and not reasons[reason].stock_restored


def _order_facts(one: dict[str, Any], carrier: str | None, tracking: str | None) -> str:
    parts = [f'"currency":"{one["currency"]}"', f'"total":{one["order_total"]}', f'"seller_id":"{one["seller_id"]}"']
    if one["canceled_by"]:
        cause = one["cancel_rule"].removeprefix("count-")
        parts += [f'"by":"{one["canceled_by"]}"', f'"cause":"{cause}"', f'"rule":"{one["cancel_rule"]}"']
        parts.append(f'"counts":{str(one["counts_against_seller"]).lower()}')
        if one["cancel_reason"]:
            parts.append(f'"reason":"{one["cancel_reason"]}"')
    if tracking:
        parts += [f'"carrier":"{carrier}"', f'"tracking":"{tracking}"']
    if one["refund_total"]:
        parts.append(f'"amount":{one["refund_total"]}')
    return ",".join(parts)


def _letter(
    one: dict[str, Any],
    parties: tuple[str | None, str, str | None, str],
    seqs: dict[tuple[str, int], list[int]],
    turns: dict[str, int],
) -> dict[str, Any]:
    number, at = one["order_id"], int(one["sent_at"].timestamp())
    turns[number] = turns.get(number, 0) + 1
    buyers = one["sender"] == "BUYER"
    return {
        "order_number": number,
        "n": turns[number],
        "buyer_id": parties[0],
        "seller_id": parties[1],
        "at": at,
        "event_seq": seqs[(number, at)].pop(0),
        "sender": one["sender"],
        "kind": one["kind"],
        "topic": topic_of(one["sender"].lower(), one["kind"]),
        "body": one["body"],
        "language": "en",
        "intent": "other",
        "critical": one["critical"],
        "role": "seller" if buyers else "buyer",
        "address": parties[3] if buyers else parties[2],
        "delivered": one["delivered"],
        "why_not": one["why_not"],
    }


def _threads(letters: list[dict[str, Any]]) -> Iterator[Rows]:
    threads: dict[str, dict[str, Any]] = {}
    for one in letters:
        thread = threads.setdefault(
            one["order_number"],
            {"order_number": one["order_number"], "buyer_id": one["buyer_id"], "seller_id": one["seller_id"],
             "opened_at": one["at"], "opened_by": one["sender"], "asked_at": None, "buyer_saw_at": None},
        )  # fmt: skip
        thread["last_at"], thread["last_n"] = one["at"], one["n"]
        if one["sender"] == "BUYER":
            thread["asked_at"] = thread["asked_at"] or one["at"]
        if one["sender"] == "BUYER" or one["delivered"]:
            thread["buyer_saw_at"] = one["at"]
    names = ("order_number", "buyer_id", "seller_id", "opened_at", "opened_by", "asked_at", "buyer_saw_at", "last_at",
             "last_n")  # fmt: skip
    yield "threads", {name: [one[name] for one in threads.values()] for name in names}
