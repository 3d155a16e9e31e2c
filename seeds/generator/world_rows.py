"""Generated orders as rows of the engine's own tables, column by column: people, offers, orders and what hangs on them.

Knows both schemas: the generator's columns and the engine's models.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from seeds.generator.addresses import is_business, joined
from seeds.generator.columns import NEVER
from seeds.generator.placing import AFN, MFN
from seeds.generator.rendering import _json_quoted
from seeds.generator.slots import REFUNDS
from seeds.generator.streaming import Mill
from seeds.generator.world_story import Story, words
from simulator.policy import stores

Column = NDArray[np.int64]
Rows = tuple[str, dict[str, Any]]
STOCK = 10_000
# Defaults that models give themselves only when objects are made.
SELF_MADE: dict[str, Any] = {"addresses": "[]", "cart": "[]", "mail_off": "[]", "report_columns": "{}", "faults": "{}"}


def instants(seconds: Column) -> list[int | None]:
    """Return instants as the engine stores them: seconds, or nothing."""
    return [None if one >= NEVER else one for one in seconds.tolist()]


def party_rows(mill: Mill) -> Iterator[Rows]:
    """Yield the sellers."""
    market = mill.market
    codes = [market.plan.marketplaces[at] for at in market.seller_store.tolist()]
    people = market.seller_people
    yield (
        "sellers",
        {
            "id": market.seller_ids,
            "number": list(range(1, len(people) + 1)),
            "name": [one.name for one in people],
            "email": [one.email for one in people],
            "marketplaces": [f'["{code}"]' for code in codes],
            "handling_days": market.handling,
            "auto_approval_minutes": [one or None for one in market.approval_minutes.tolist()],
            "report_columns": "{}",
            "mail_off": "[]",
        },
    )


def product_rows(mill: Mill, sold: Column) -> Iterator[Rows]:
    """Yield the products; `sold` is how many units of each have left its stock for good."""
    market = mill.market
    offers, each = market.offers, market.each
    own = [at % each < market.own_products for at in range(len(offers))]
    yield (
        "products",
        {
            "sku": market.skus,
            "seller_id": [market.seller_ids[at // each] for at in range(len(offers))],
            "store": [market.plan.marketplaces[at] for at in market.product_store.tolist()],
            "asin": [one.asin for one in offers],
            "title": [one.title for one in offers],
            "department": [one.department for one in offers],
            "kind": [one.kind for one in offers],
            "description": [one.description for one in offers],
            "price": market.prices,
            "currency": [one.currency for one in offers],
            "stock": STOCK,
            "opening_stock": sold + STOCK,
            "channel": ["MFN" if one else "AFN" for one in own],
            "customizable": [one.customizable for one in offers],
        },
    )


def buyer_rows(mill: Mill, acts: Column) -> Iterator[Rows]:
    """Yield the buyers; `acts` is how many orders each has placed."""
    buyers = np.arange(mill.plan.buyers, dtype=np.int64)
    told = mill.shoppers.columns(buyers)
    codes = {one.marketplace_id: one.code for one in stores()}
    yield (
        "buyers",
        {
            "id": words(told["buyer_id"]),
            "number": buyers + 1,
            "name": words(told["name"]),
            "email": words(told["email"]),
            "store": [codes[one] for one in words(told["marketplace_id"])],
            "language": [one.replace("-", "_") for one in words(told["language"])],
            "address": words(address_json(told)),
            "opted_out": words(told["opted_out"]),
            "is_business": words(told["is_business"]),
            "acts": acts,
        },
    )


def address_json(told: dict[str, pa.Array]) -> pa.Array:
    """Write addresses as orders carry them."""
    parts: list[pa.Array | str] = []
    names = ("city", "country", "line1", "line2", "name", "phone", "postal_code", "state")
    for at, name in enumerate(names):
        column = told[{"line1": "address_line1", "line2": "address_line2"}.get(name, name)]
        plain = column.cast(pa.string()) if isinstance(column, pa.DictionaryArray) else column
        parts += [("{" if at == 0 else ",") + f'"{name}":', _json_quoted(plain.fill_null(""))]
    return joined(*parts, "}")


def order_rows(story: Story) -> Iterator[Rows]:
    """Yield orders, lines, requests, parcels, refunds and returns of a chunk."""
    yield "orders", _orders(story)
    yield "order_items", _items(story)
    lives, numbers = story.lives, story.numbers
    asked = np.flatnonzero(lives.when("requested") < NEVER)
    reasons = story.mill.market.codes["buyer_reasons"]
    sent, gone = lives.when("confirmed")[asked] < NEVER, story.canceled[asked] < NEVER
    yield (
        "cancellation_requests",
        {
            "order_number": [numbers[at] for at in asked.tolist()],
            "at": lives.when("requested")[asked],
            "reason": [reasons[at] for at in lives.request_reason[asked].tolist()],
            "state": np.where(gone, "granted", np.where(sent, "shipped", "open")).tolist(),
            "note": "",
        },
    )
    yield from _parcels(story)
    yield from _refunds_and_returns(story)
    yield from _claims_and_feedback(story)


def _orders(story: Story) -> dict[str, Any]:
    lives, placed, tables = story.lives, story.lives.placed, story.tables["orders"]
    codes = np.array(story.mill.plan.marketplaces)
    multi = story.channel == "MCF"
    kept = (
        "buyer_id", "seller_id", "channel", "status", "service", "payment", "currency", "canceled_by", "cancel_reason",
        "cancel_rule",
    )  # fmt: skip
    same = {name: words(tables[name]) for name in kept}
    counts = words(tables["counts_against_seller"])
    gone = story.canceled < NEVER
    sold = lives.first("confirmed", "shipped-afn") < NEVER
    parcel = story.first_parcels
    waits = lives.held & (lives.when("mcf-planned") == NEVER)
    business = is_business(story.mill.market, placed.buyer) & ~multi
    return {
        **same,
        **_instants(story),
        "number": story.numbers,
        "store": codes[placed.store].tolist(),
        "version": story.versions,
        "items_total": placed.items_total,
        "shipping_total": placed.total - placed.items_total - placed.tax_total,
        "tax_total": placed.tax_total,
        "total": placed.total,
        "charged": np.where(sold, placed.total, 0),
        "refunded": np.where(lives.first(*REFUNDS) < NEVER, lives.refund, 0),
        "ship_to": words(address_json(story.buyers)),
        "ship_name": words(story.buyers["name"]),
        "attributes": [
            _attributes(*one) for one in zip(business.tolist(), multi.tolist(), waits.tolist(), strict=True)
        ],
        "counts": [flag if is_gone else None for flag, is_gone in zip(counts, gone.tolist(), strict=True)],
        "carrier": [parcel.get(at, (None, None))[0] for at in range(len(story.numbers))],
        "tracking": [parcel.get(at, (None, None))[1] for at in range(len(story.numbers))],
    }


def _instants(story: Story) -> dict[str, Any]:
    """Return when everything happened to the orders."""
    lives, placed, multi = story.lives, story.lives.placed, story.channel == "MCF"
    contacted = np.minimum(lives.when("question"), lives.when("wish"))
    updated = words(story.tables["orders"]["last_updated_at"])
    return {
        "placed_at": placed.placed,
        "last_updated_at": [int(one.timestamp()) for one in updated],
        "released_at": instants(lives.first("verified", "verified-afn")),
        **{name: instants(np.where(multi, NEVER, lives.promise[name])) for name in
           ("ship_from", "ship_by", "deliver_from", "deliver_by")},
        "auto_cancel_at": instants(np.where(placed.channel == MFN, lives.promise["auto_cancel_at"], NEVER)),
        "label_bought_at": instants(lives.when("label-bought")),
        "label_voided_at": instants(lives.when("label-voided")),
        "handed_at": instants(lives.first("handed", "shipped-afn", "mcf-completed")),
        "put_back_at": instants(lives.when("put-back")),
        "confirmed_at": instants(lives.first("confirmed", "shipped-afn", "mcf-completed")),
        "delivered_at": instants(lives.when("delivered")),
        "refused_at": instants(lives.when("refused")),
        "lost_at": instants(lives.when("lost")),
        "picking_at": instants(lives.when("picking")),
        "picking_due_at": instants(np.where(placed.channel == AFN, story.picking_due, NEVER)),
        "wished_at": instants(lives.when("wish")),
        "contacted_at": instants(contacted),
        "canceled_at": instants(story.canceled),
        "available_at": instants(np.where(lives.early, lives.available, NEVER)),
    }  # fmt: skip


def _attributes(business: bool, multi: bool, waits: bool) -> str:
    if multi:
        return f'{{"action":"{"Hold" if waits else "Ship"}","fulfillment_policy":"FillOrKill"}}'
    return '{"business":true}' if business else "{}"


def _items(story: Story) -> dict[str, Any]:
    placed, tables = story.lives.placed, story.tables["order_items"]
    names = ("position", "sku", "asin", "title", "quantity", "unit_price", "item_tax", "shipping_price", "shipping_tax",
             "quantity_shipped", "quantity_canceled")  # fmt: skip
    orders = story.tables["orders"]
    by, why = words(orders["canceled_by"]), words(orders["cancel_reason"])
    row = placed.line_row.tolist()
    kinds = [one.kind for one in story.mill.market.offers]
    dry = (story.lives.when("mcf-unfulfillable") < NEVER)[placed.line_row]
    return {
        **{name: words(tables[name]) for name in names},
        "id": words(tables["order_item_id"]),
        "order_number": words(tables["order_id"]),
        "kind": [kinds[at] for at in placed.product.tolist()],
        "canceled_by": ["BUYER" if n else by[at] for at, n in zip(row, placed.dropped.tolist(), strict=True)],
        "cancel_reason": [why[at] for at in row],
        "quantity_unfulfillable": np.where(dry, placed.units, 0),
    }


def _parcels(story: Story) -> Iterator[Rows]:
    tables = story.tables["shipments"]
    rows = [one for one in tables.to_pylist() if one["shipment_confirmed_at"] and not one["order_id"].startswith("S01")]
    items = story.items_by_order
    seconds = [int(one["shipment_confirmed_at"].timestamp()) for one in rows]
    yield (
        "packages",
        {
            "order_number": [one["order_id"] for one in rows],
            "reference": [one["package"] for one in rows],
            "confirmed_at": seconds,
            "ship_date": seconds,
            "carrier": [one["carrier"] for one in rows],
            "tracking": [one["tracking"] for one in rows],
            "service": "",
            "items": [_packed(items[one["order_id"]], one["package"], one["units"]) for one in rows],
        },
    )


def _packed(lines: list[tuple[str, int]], package: int, units: int) -> str:
    """Say what is in a parcel: the first ones take the first lines' units, a second one the rest."""
    ordered = lines if package == 1 else lines[::-1]
    told, left = [], units
    for item, quantity in ordered:
        here = min(quantity, left)
        left -= here
        if here:
            told.append(f'{{"order_item_id":"{item}","quantity":{here}}}')
    return "[" + ",".join(told) + "]"


def _refunds_and_returns(story: Story) -> Iterator[Rows]:
    refunds, returns = story.tables["refunds"].to_pylist(), story.tables["returns"].to_pylist()
    yield (
        "refunds",
        {
            "order_number": [one["order_id"] for one in refunds],
            "position": [1] * len(refunds),
            "at": [int(one["at"].timestamp()) for one in refunds],
            "amount": [one["amount"] for one in refunds],
            "reason": [one["reason"] for one in refunds],
            "items": "[]",
            "by": [one["refunded_by"] for one in refunds],
            "memo": "",
        },
    )
    steps = (
        "requested_at",
        "authorized_at",
        "received_at",
        "refund_due_at",
        "refunded_at",
        "closed_at",
        "answer_due_at",
    )
    yield (
        "returns",
        {
            "order_number": [one["order_id"] for one in returns],
            "position": [1] * len(returns),
            "state": [one["state"] for one in returns],
            "reason": [one["reason"] for one in returns],
            "comment": "",
            "items": [_packed(story.items_by_order[one["order_id"]], 1, one["units"]) for one in returns],
            **{name: [int(one[name].timestamp()) if one[name] else None for one in returns] for name in steps},
        },
    )


def _claims_and_feedback(story: Story) -> Iterator[Rows]:
    claims, rated = story.tables["claims"].to_pylist(), story.tables["feedback"].to_pylist()
    steps = ("opened_at", "answer_due_at", "answered_at", "decided_at")
    yield (
        "claims",
        {
            "order_number": [one["order_id"] for one in claims],
            **{name: [one[name] for one in claims] for name in ("ground", "decision", "amount")},
            **{name: [int(one[name].timestamp()) if one[name] else None for one in claims] for name in steps},
        },
    )
    yield (
        "feedback",
        {
            "order_number": [one["order_id"] for one in rated],
            "at": [int(one["at"].timestamp()) for one in rated],
            "rating": [one["rating"] for one in rated],
        },
    )
