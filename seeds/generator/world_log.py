"""The log, mail and conversations of a generated world, numbered as the engine numbers them: in time.

Mail is kept as notice and facts, as everywhere in the engine; an order's mails share its facts.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from seeds.generator.narrating import in_order
from seeds.generator.plan import Plan
from seeds.generator.slots import CANCELED, MESSAGES, PLACE, REFUNDS, SLOTS
from seeds.generator.streaming import Mill
from seeds.generator.world_agenda import Due, coming_up
from seeds.generator.world_letters import Parties, letter, threads_of
from seeds.generator.world_rows import Rows
from seeds.generator.world_story import Story, words
from simulator.moment import Actor

Column = NDArray[np.int64]


class Log:
    """Collects what happened in all chunks, then numbers it."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.orders_of_buyers = np.zeros(plan.buyers, dtype=np.int64)
        self.sold: Column = np.zeros(plan.sellers * plan.knobs["products"], dtype=np.int64)
        self.events: list[tuple[Column, Column, Column]] = []
        self.due: list[Due] = []
        self.numbers: list[str] = []
        self.facts: list[str] = []
        self.items: list[str] = []
        self.dropped: dict[int, str] = {}
        self.restocked: list[bool] = []
        self.parties: list[Parties] = []
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
        self.due += coming_up(story, self.plan.until)
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
        told = [letter(one, self.parties[place[one["order_id"]]], seqs, turns) for one in rows]
        yield from threads_of(told)
        for table, names in (
            ("messages", ("order_number", "n", "seller_id", "at", "event_seq", "sender", "kind", "topic", "body",
                          "language", "intent", "critical")),
            ("deliveries", ("order_number", "n", "role", "address", "delivered", "why_not")),
        ):  # fmt: skip
            yield table, {name: [one[name] for one in told] for name in names}


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
