"""From lives to tables: orders and their lines.

Knows what each column means; how lives come about is elsewhere.
"""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from seeds.generator.addresses import Towns, buyer_ids, is_business
from seeds.generator.columns import (
    NEVER,
    Words,
    by_row,
    coded,
    digits,
    flags,
    fourteen,
    instants,
    numbers,
    order_numbers,
    text_rows,
)
from seeds.generator.lives import Lives
from seeds.generator.market import Market
from seeds.generator.placing import CHANNELS, MCF, MFN
from seeds.generator.slots import REFUNDS
from seeds.generator.states import PAYMENTS, STATUSES, last_updated, payments, statuses, unit_counts
from seeds.generator.verdicts import Verdicts


class Assembly:
    """Writes the orders of a chunk and their lines."""

    def __init__(self, market: Market, towns: Towns) -> None:
        self.market, self.towns, self.seed = market, towns, market.plan.seed
        prefixes = [one.order_number_prefix.encode("ascii") for one in market.book.policies]
        self.prefixes = np.array([list(one) for one in prefixes], dtype=np.uint8)
        self.sellers = Words(market.seller_ids)
        self.verdicts = Verdicts(market)
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
            "order_id": by_row(order_codes, row),
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
