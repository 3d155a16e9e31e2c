"""From lives to tables: orders, their lines, parcels, refunds and returns.

Knows what each column means; how lives come about is elsewhere.
"""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from seeds.generator.addresses import Towns, buyer_ids, is_business
from seeds.generator.aftermath import GROUNDS
from seeds.generator.columns import (
    NEVER,
    Words,
    coded,
    digits,
    flags,
    fourteen,
    instants,
    numbers,
    order_numbers,
    text_rows,
)
from seeds.generator.endings import REFUND_REASONS, first_parcel
from seeds.generator.fates import Fate
from seeds.generator.lives import Lives
from seeds.generator.market import Market
from seeds.generator.placing import CHANNELS, MCF, MFN
from seeds.generator.promises import Deadlines
from seeds.generator.shapes import pick
from seeds.generator.slots import CANCELED, NOT_UPDATING, PLACE, REFUNDS
from simulator.moment import Actor
from simulator.orders.counting import counting_rule
from simulator.orders.statuses import OrderStatus as S

Column = NDArray[np.int64]
STATUSES = tuple(S)
PAYMENTS = ("ok", "slow", "fails", "fraud")
MARKETPLACE_REASONS = ("ShipmentUnconfirmed", "BuyerFraud", "PaymentFailed", "AutoApproved")


class Assembly:
    """Writes the tables of a chunk that hang on its orders."""

    def __init__(self, market: Market, towns: Towns) -> None:
        self.market, self.towns, self.seed = market, towns, market.plan.seed
        prefixes = [one.order_number_prefix.encode("ascii") for one in market.book.policies]
        self.prefixes = np.array([list(one) for one in prefixes], dtype=np.uint8)
        self.sellers = Words(market.seller_ids)
        self.verdicts, self.deadlines = Verdicts(market), Deadlines(market)
        self.titles = Words([one.title for one in market.offers])
        self.asins = Words([one.asin for one in market.offers])
        self.skus = Words(market.skus)

    def numbers(self, lives: Lives) -> NDArray[np.uint8]:
        """Write the orders' numbers as rows of ASCII."""
        prefixes = self.prefixes[lives.placed.policy]
        prefixes[lives.placed.channel == MCF] = np.frombuffer(b"S01", dtype=np.uint8)
        return order_numbers(self.seed, lives.placed.ids, prefixes)

    def orders(self, lives: Lives, order_ids: pa.Array) -> dict[str, pa.Array]:
        """Return the columns of the orders."""
        placed, verdict = lives.placed, self.verdicts.of(lives)
        multi, own = placed.channel == MCF, placed.channel == MFN
        released = lives.first("verified", "verified-afn")
        towns = {f"ship_{name}": column for name, column in self.towns.columns(placed.buyer).items()}
        requested, wished = lives.when("requested"), lives.when("wish")
        asked_alone = (requested < NEVER) | (lives.when("self-canceled") < NEVER)
        promised = {
            "ship_by": np.where(multi, NEVER, lives.promise["ship_by"]),
            "deliver_by": np.where(multi, NEVER, lives.promise["deliver_by"]),
            "auto_cancel_at": np.where(own, lives.promise["auto_cancel_at"], NEVER),
            "placed_at": placed.placed,
            "released_at": released,
            "requested_at": np.where(requested < NEVER, requested, wished),
            "label_bought_at": lives.when("label-bought"),
            "handed_to_carrier_at": lives.first("handed", "shipped-afn", "mcf-completed"),
            "shipment_confirmed_at": lives.first("confirmed", "shipped-afn", "mcf-completed"),
            "delivered_at": lives.when("delivered"),
            "refunded_at": lives.first(*REFUNDS),
            "available_at": np.where(lives.early, lives.available, NEVER),
            "last_updated_at": last_updated(lives),
        }
        refunded = np.where(lives.first(*REFUNDS) < NEVER, lives.refund, 0)
        return {
            "order_id": order_ids,
            "seller_id": coded(self.sellers, placed.seller),
            "buyer_id": text_rows(buyer_ids(placed.buyer), multi),
            "marketplace_id": coded([one.marketplace_id for one in self.market.stores], placed.store),
            "channel": coded(CHANNELS, placed.channel),
            "status": coded(STATUSES, statuses(lives)),
            "payment": coded(PAYMENTS, payments(lives)),
            "service": coded(self.market.services, placed.service),
            "currency": coded([one.currency for one in self.market.stores], placed.store),
            "items_total": numbers(placed.items_total),
            "shipping_total": numbers(placed.total - placed.items_total - placed.tax_total),
            "tax_total": numbers(placed.tax_total),
            "order_total": numbers(placed.total),
            "request_via": coded(
                ("official", "message"), np.where(requested < NEVER, 0, np.where(wished < NEVER, 1, -1))
            ),
            "buyer_cancel_reason": coded(
                self.market.codes["buyer_reasons"], np.where(asked_alone, lives.request_reason, -1)
            ),
            "refund_total": numbers(refunded),
            "is_business_order": flags(is_business(self.market, placed.buyer) & ~multi),
            **{name: instants(column) for name, column in promised.items()},
            **verdict,
            **towns,
        }

    def items(self, lives: Lives, order_codes: pa.Array) -> dict[str, pa.Array]:
        """Return the columns of the orders' lines."""
        placed, row = lives.placed, lives.placed.line_row
        ids = fourteen(self.seed, "order item", placed.ids[row] * 3 + placed.line_position - 1)
        shipped, canceled = unit_counts(lives)
        return {
            "order_item_id": text_rows(digits(ids, 14)),
            "order_id": by_order(order_codes, row),
            "position": numbers(placed.line_position, kind=pa.int32()),
            "sku": coded(self.skus, placed.product),
            "asin": coded(self.asins, placed.product),
            "title": coded(self.titles, placed.product),
            "quantity": numbers(placed.units, kind=pa.int32()),
            "unit_price": numbers(placed.price),
            "item_tax": numbers(placed.line_tax),
            "shipping_price": numbers(placed.shipping),
            "shipping_tax": numbers(placed.shipping_tax),
            "quantity_shipped": numbers(shipped, kind=pa.int32()),
            "quantity_canceled": numbers(canceled, kind=pa.int32()),
        }

    def shipments(self, lives: Lives, order_codes: pa.Array) -> dict[str, pa.Array]:
        """Return the columns of the parcels: orders with a label, a parcel or a confirmation; second parcels."""
        placed = lives.placed
        begun = lives.first("label-bought", "handed", "confirmed", "shipped-afn", "mcf-completed") < NEVER
        first, second = np.flatnonzero(begun), np.flatnonzero(lives.when("confirmed-rest") < NEVER)
        row = np.concatenate([first, second])
        package = np.concatenate([np.ones(len(first), np.int64), np.full(len(second), 2)])
        order = np.lexsort((package, row))
        row, package = row[order], package[order]
        confirmed = lives.first("confirmed", "shipped-afn", "mcf-completed")[row]
        confirmed = np.where(package == 2, lives.when("confirmed-rest")[row], confirmed)
        first_units = np.add.reduceat(first_parcel(lives), placed.first_line)[row]
        units = np.where(package == 2, placed.all_units[row] - first_units, first_units)
        carrier = pick(placed.draws, "carrier", self.market.tables["carriers"])[row].astype(np.int64)
        own = placed.channel[row] == MFN
        tracked = self._tracking(placed.ids[row] * 2 + package - 1, own)
        known = (lives.when("label-bought")[row] < NEVER) | (confirmed < NEVER)
        named = {
            "label_bought_at": "label-bought",
            "label_voided_at": "label-voided",
            "delivered_at": "delivered",
            "refused_at": "refused",
            "lost_at": "lost",
            "put_back_at": "put-back",
        }
        handed = lives.first("handed", "shipped-afn", "mcf-completed")[row]
        return {
            "order_id": by_order(order_codes, row),
            "package": numbers(package, kind=pa.int32()),
            "carrier": coded(self.market.carriers, np.where(own, carrier, len(self.market.carriers) - 1)),
            "tracking": text_rows(tracked, ~known),
            "units": numbers(np.where(confirmed < NEVER, units, 0), kind=pa.int32()),
            "shipment_confirmed_at": instants(confirmed),
            "handed_to_carrier_at": instants(np.where(package == 2, np.maximum(handed, confirmed), handed)),
            **{name: instants(lives.when(step)[row]) for name, step in named.items()},
        }

    def _tracking(self, ids: Column, own: NDArray[np.bool_]) -> NDArray[np.uint8]:
        rows = np.empty((len(ids), 13), dtype=np.uint8)
        rows[:, :3] = np.where(own[:, None], list(b"HPX"), list(b"MPX"))
        rows[:, 3:] = digits(fourteen(self.seed, "tracking", ids) % 10**10, 10)
        return rows

    def refunds(self, lives: Lives, order_codes: pa.Array) -> dict[str, pa.Array]:
        """Return the columns of the refunds."""
        at = lives.first(*REFUNDS)
        row = np.flatnonzero(at < NEVER)
        late = lives.when("refunded-late")[row] < NEVER
        return {
            "order_id": by_order(order_codes, row),
            "at": instants(at[row]),
            "amount": numbers(lives.refund[row]),
            "currency": coded([one.currency for one in self.market.stores], lives.placed.store[row]),
            "reason": coded(REFUND_REASONS, lives.refund_reason[row]),
            "refunded_by": coded(("SELLER", "MARKETPLACE"), late.astype(np.int64)),
        }

    def claims(self, lives: Lives, order_codes: pa.Array) -> dict[str, pa.Array]:
        """Return the columns of the claims."""
        row = np.flatnonzero(lives.when("claimed") < NEVER)
        filed, decided = lives.when("claimed")[row], lives.when("claim-decided")[row]
        lost = lives.claim_lost[row]
        window = self.market.book.seconds("claim_answer_window")[lives.placed.policy[row]]
        return {
            "order_id": by_order(order_codes, row),
            "ground": coded(GROUNDS, lives.claim_ground[row]),
            "opened_at": instants(filed),
            "answer_due_at": instants(filed + window),
            "answered_at": instants(lives.when("claim-answered")[row]),
            "decided_at": instants(decided),
            "decision": coded(("seller", "buyer"), np.where(decided < NEVER, lost.astype(np.int64), -1)),
            "amount": numbers(np.where((decided < NEVER) & lost, lives.refund[row], 0)),
        }

    def feedback(self, lives: Lives, order_codes: pa.Array) -> dict[str, pa.Array]:
        """Return the columns of the ratings."""
        row = np.flatnonzero(lives.when("feedback") < NEVER)
        return {
            "order_id": by_order(order_codes, row),
            "at": instants(lives.when("feedback")[row]),
            "rating": numbers(lives.stars[row], kind=pa.int32()),
        }

    def returns(self, lives: Lives, order_codes: pa.Array) -> dict[str, pa.Array]:
        """Return the columns of the returns."""
        row = np.flatnonzero(lives.when("return-requested") < NEVER)
        asked, closed = lives.when("return-requested")[row], lives.when("return-closed")[row]
        authorized, received = lives.when("return-authorized")[row], lives.when("return-received")[row]
        refunded = lives.first(*REFUNDS)[row]
        state = np.select([closed < NEVER, refunded < NEVER, received < NEVER, authorized < NEVER], [4, 3, 2, 1], 0)
        reason = pick(lives.placed.draws, "return reason", self.market.tables["return_reasons"])[row].astype(np.int64)
        due = asked + self.market.book.seconds("return_answer")[lives.placed.policy[row]]
        return {
            "order_id": by_order(order_codes, row),
            "state": coded(("requested", "authorized", "received", "refunded", "closed"), state),
            "reason": coded(self.market.codes["return_reasons"], reason),
            "units": numbers(lives.placed.all_units[row], kind=pa.int32()),
            "requested_at": instants(asked),
            "answer_due_at": instants(due),
            "authorized_at": instants(authorized),
            "received_at": instants(received),
            "refund_due_at": instants(self.deadlines.of(lives)[row]),
            "refunded_at": instants(refunded),
            "closed_at": instants(closed),
        }


class Verdicts:
    """Who canceled, why, and whether it counts, by the engine's own table."""

    def __init__(self, market: Market) -> None:
        self.market = market
        codes = market.codes
        words = [*MARKETPLACE_REASONS, *codes["seller_reasons"], *codes["buyer_reasons"], *codes["other_reasons"]]
        self.reasons = tuple(dict.fromkeys(["", "BuyerCanceled", *words]))
        self.place = {word: at for at, word in enumerate(self.reasons)}
        self.by_buyer, self.faults, self.others = (
            np.array([self.place[word] for word in codes[name]])
            for name in ("buyer_reasons", "seller_reasons", "other_reasons")
        )
        self.rules, self.rule_of = self._rules()
        self.counts = np.array(
            [[bool(one.rule(rule).value) for one in market.book.policies] for rule in self.rules], dtype=bool
        )
        self.entered = market.book.column(lambda one: one.count_marketplace_fulfilled, bool)

    def _rules(self) -> tuple[tuple[str, ...], Column]:
        """Ask the engine for the row of the rate table of every combination."""
        found: dict[str, int] = {}
        table = np.empty((3, len(self.reasons), 2, 2, 3), dtype=np.int64)
        for by, reason, official, wished, channel in np.ndindex(table.shape):
            rule = counting_rule(_stand_in(official, wished, CHANNELS[channel]), tuple(Actor)[by], self.reasons[reason])
            table[by, reason, official, wished, channel] = found.setdefault(rule, len(found))
        return tuple(found), table

    def of(self, lives: Lives) -> dict[str, pa.Array]:
        """Return the columns of the cancellations."""
        placed, canceled = lives.placed, lives.first(*CANCELED)
        gone = canceled < NEVER
        by, reason = self._who_and_why(lives)
        official = (lives.when("requested") < NEVER).astype(np.int64)
        wished = (lives.when("wish") < NEVER).astype(np.int64)
        rule = self.rule_of[by, reason, official, wished, placed.channel]
        number = self.market.book.numbers(placed.store, np.where(gone, canceled, placed.placed))
        enters = (placed.channel == MFN) | self.entered[number]
        reasoned = gone & (reason > 0)
        return {
            "canceled_at": instants(canceled),
            "canceled_by": coded(tuple(Actor), np.where(gone, by, -1)),
            "cancel_reason": coded(self.reasons, np.where(reasoned, reason, -1)),
            "cancel_rule": coded(self.rules, np.where(gone, rule, -1)),
            "counts_against_seller": flags(gone & enters & self.counts[rule, number]),
        }

    def _who_and_why(self, lives: Lives) -> tuple[Column, Column]:
        buyers, sellers = lives.when("self-canceled") < NEVER, lives.when("seller-canceled") < NEVER
        sellers |= lives.when("mcf-canceled") < NEVER
        by = np.where(buyers, 0, np.where(sellers, 1, 2))
        ours = np.select(
            [
                lives.when("canceled-unpaid") < NEVER,
                lives.when("canceled-fraud") < NEVER,
                lives.when("auto-approved") < NEVER,
            ],
            [self.place["PaymentFailed"], self.place["BuyerFraud"], self.place["AutoApproved"]],
            np.where(lives.placed.channel == MCF, 0, self.place["ShipmentUnconfirmed"]),
        )
        chosen = lives.cancel_reason
        misread = self.others[np.clip(chosen - 100, 0, len(self.others) - 1)]
        fault = self.faults[np.clip(chosen, 0, len(self.faults) - 1)]
        theirs = np.where(chosen >= 100, misread, np.where(chosen >= 0, fault, self.place["BuyerCanceled"]))
        theirs = np.where(lives.placed.channel == MCF, 0, theirs)
        return by, np.where(buyers, self.by_buyer[lives.request_reason], np.where(sellers, theirs, ours))


def _stand_in(official: int, wished: int, channel: str) -> Any:
    request = SimpleNamespace(state="open", asked_by_seller=False) if official else None
    return SimpleNamespace(request=request, wished_at=wished or None, channel=channel)


def by_order(order_codes: pa.Array, row: Column) -> pa.Array:
    """Return order ids of rows."""
    return order_codes.take(pa.array(row))


def by_order_often(order_codes: pa.Array, row: Column) -> pa.Array:
    """Return order ids of rows as a dictionary over the chunk's orders, for tables that name each again and again."""
    return pa.DictionaryArray.from_arrays(pa.array(row.astype(np.int32)), order_codes)


def statuses(lives: Lives) -> Column:
    """Return each order's state as an index into STATUSES."""
    at, there = STATUSES.index, lambda *steps: lives.first(*steps) < NEVER
    whole = ~lives.split | there("confirmed-rest")
    return np.select(
        [
            there(*CANCELED),
            there("mcf-completed"),
            there("mcf-processing"),
            there("mcf-planned"),
            there("mcf-unfulfillable"),
            there("mcf-invalid"),
            there("mcf-received"),
            there("shipped-afn") | (there("confirmed") & whole),
            there("confirmed"),
            there("verified", "verified-afn"),
            lives.early & ~there("available"),
        ],
        [
            at(S.CANCELED),
            at(S.COMPLETE),
            at(S.PROCESSING),
            at(S.PLANNING),
            at(S.UNFULFILLABLE),
            at(S.INVALID),
            at(S.RECEIVED),
            at(S.SHIPPED),
            at(S.PARTIALLY_SHIPPED),
            at(S.UNSHIPPED),
            at(S.PENDING_AVAILABILITY),
        ],
        at(S.PENDING),
    )


def payments(lives: Lives) -> Column:
    """Return how each payment turned out, as an index into PAYMENTS."""
    fraud = lives.is_(Fate.FRAUD, Fate.LATE_FRAUD)
    return np.where(lives.is_(Fate.PAYMENT_FAILS), 2, np.where(fraud, 3, np.where(lives.slow, 1, 0)))


def unit_counts(lives: Lives) -> tuple[Column, Column]:
    """Return units shipped and units canceled of each line."""
    placed, row = lives.placed, lives.placed.line_row
    sent = (lives.first("shipped-afn", "mcf-completed", "confirmed-rest") < NEVER)[row]
    part = (lives.when("confirmed") < NEVER)[row]
    shipped = np.where(sent, placed.kept, np.where(part, first_parcel(lives), 0))
    canceled = (lives.first(*CANCELED) < NEVER)[row]
    return shipped, np.where(canceled, placed.units, placed.dropped)


def last_updated(lives: Lives) -> Column:
    """Return when each order last changed."""
    latest = lives.placed.placed.copy()
    for name in PLACE:
        if name not in NOT_UPDATING:
            instant = lives.when(name)
            np.maximum(latest, np.where(instant < NEVER, instant, 0), out=latest)
    return latest
