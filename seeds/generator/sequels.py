"""From lives to tables: what follows an order, which are parcels, refunds, returns, claims and ratings."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from seeds.generator.aftermath import GROUNDS
from seeds.generator.columns import NEVER, by_row, coded, digits, fourteen, instants, numbers, text_rows
from seeds.generator.endings import REFUND_REASONS, first_parcel
from seeds.generator.lives import Lives
from seeds.generator.market import Market
from seeds.generator.placing import MFN
from seeds.generator.promises import Deadlines
from seeds.generator.shapes import pick
from seeds.generator.slots import REFUNDS

Column = NDArray[np.int64]


class Sequels:
    """Writes the tables of a chunk that have rows for some of its orders only."""

    def __init__(self, market: Market) -> None:
        self.market, self.seed, self.deadlines = market, market.plan.seed, Deadlines(market)

    def tables(self, lives: Lives, order_ids: pa.Array) -> dict[str, dict[str, pa.Array]]:
        """Return the columns of all these tables."""
        rooms = (self.shipments, self.refunds, self.returns, self.claims, self.feedback)
        return {room.__name__: room(lives, order_ids) for room in rooms}

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
            "order_id": by_row(order_codes, row),
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
            "order_id": by_row(order_codes, row),
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
            "order_id": by_row(order_codes, row),
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
            "order_id": by_row(order_codes, row),
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
            "order_id": by_row(order_codes, row),
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
