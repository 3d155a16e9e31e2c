"""Acts generated orders out in a live world: deeds from their events, then what the world says of them.

The only thing taken over is chance: when a warehouse begins to pick. Everything else must come out by itself.
"""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import simulator.everything  # noqa: F401 - registers deeds and rules
from simulator import worlds
from simulator.acting import holding
from simulator.agenda import advance
from simulator.home import Home
from simulator.models import Event, Mail
from simulator.moment import Actor, Moment
from simulator.money import as_text
from simulator.orders import cancelling, claiming, multichannel, placing, refunding, returning, schedules, shipping
from simulator.orders.models import Order
from simulator.parties import Buyer, Product, Seller
from simulator.policy import policy_for, store_by_marketplace_id

# What other rooms add to the log of an order.
NOT_COMPARED = {"message-sent", "stock-changed", "rate-warned", "offers-deactivated", "breach-noted"}
Row = dict[str, Any]


class Replay:
    """A live world that is given generated orders."""

    def __init__(
        self, folder: Path, rows: dict[str, list[Row]], start: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.rows, self.start = rows, start
        self.home = Home.at(folder)
        self.numbers: dict[str, str] = {}
        codes = [store_by_marketplace_id(one["marketplace_id"]).code for one in rows["sellers"]]
        plan = worlds.Plan(template="empty", start_at=start, marketplaces=tuple(dict.fromkeys(codes)))
        worlds.create(self.home, "replay", plan)
        self.picks: dict[str, Any] = {}
        monkeypatch.setattr(schedules, "pick_delay", lambda moment, order: self.pick)

    def run(self, until: datetime) -> None:
        """Act all orders out and go on to the end."""
        with holding(self.home, "replay") as moment:
            self._people(moment)
        script = sorted(
            (
                (event["at"], at, order, event)
                for order in self.rows["orders"]
                for at, event in enumerate(order["events"])
            ),
            key=lambda one: (one[0], one[2]["order_id"], one[1]),
        )
        with holding(self.home, "replay") as moment:
            for at, _, order, event in script:
                if moment.now < at:
                    advance(moment, at)
                self._act(moment, order, event)
            advance(moment, until)

    def told(self, order: Row) -> Row:
        """Return what the live world says of an order, in the words of the files."""
        with holding(self.home, "replay") as moment:
            return _told(moment, moment.session.get_one(Order, self.numbers[order["order_id"]]))

    def _people(self, moment: Moment) -> None:
        for number, one in enumerate(self.rows["sellers"], 100):
            moment.session.add(_seller(one, number))
        for number, one in enumerate(self.rows["buyers"], 100):
            moment.session.add(_buyer(one, number))
        moment.session.flush()
        moment.session.add_all([_product(one) for one in self.rows["products"]])

    def _act(self, moment: Moment, order: Row, event: Row) -> None:
        name = f"_{event['kind']}-{event['actor']}".replace("-", "_").lower()
        deed = getattr(self, name, None)
        if event["kind"] == "order-placed":
            getattr(self, name)(moment, order)
        elif order["order_id"] not in self.numbers:
            # An invalid multi-channel order begins with its end.
            self._fulfillment(moment, order, complete=False)
        elif deed is not None:
            self._on_order(moment, deed, order, event)

    def _on_order(self, moment: Moment, deed: Any, order: Row, event: Row) -> None:
        live = moment.session.get_one(Order, self.numbers[order["order_id"]])
        moment.actor = Actor(event["actor"])
        deed(moment, live, order)
        moment.session.flush()

    # -- deeds, by event and actor

    def _order_placed_buyer(self, moment: Moment, order: Row) -> None:
        self.pick = _pick(order)
        _reopen(moment, order)
        live = placing.place_order(
            moment,
            buyer_id=order["buyer_id"],
            seller_id=order["seller_id"],
            items=[{"sku": one["sku"], "quantity": one["quantity"]} for one in order["items"]],
            channel=order["channel"],
            payment=order["payment"],
            service=order["service"],
            released=order["released_at"] == order["placed_at"],
            available_at=order["available_at"],
        )
        self.numbers[order["order_id"]] = live.number
        moment.session.flush()

    def _order_placed_marketplace(self, moment: Moment, order: Row) -> None:
        self._fulfillment(moment, order, complete=True)

    def _fulfillment(self, moment: Moment, order: Row, *, complete: bool) -> None:
        skus = [one["sku"] for one in order["items"]]
        offers = [moment.session.get_one(Product, sku) for sku in skus]
        stock = [one.stock for one in offers]
        if order["status"] == "Unfulfillable":
            for one in offers:
                one.stock = 0
        live = multichannel.create_fulfillment(
            moment,
            seller_id=order["seller_id"],
            items=[{"sku": one["sku"], "quantity": one["quantity"]} for one in order["items"]],
            ship_to={"name": "A", "line1": "1", "postal_code": "97217", "country": "US"} if complete else {"name": "A"},
            action="Hold" if _waits(order) else "Ship",
        )
        for one, count in zip(offers, stock, strict=True):
            one.stock = max(one.stock, count)
        self.numbers[order["order_id"]] = live.number
        moment.session.flush()

    def _order_canceled_buyer(self, moment: Moment, live: Order, order: Row) -> None:
        cancelling.cancel_items(moment, live, reason=order["cancel_reason"])

    def _items_canceled_buyer(self, moment: Moment, live: Order, order: Row) -> None:
        last = live.items[-1]
        cancelling.cancel_items(moment, live, items=[{"order_item_id": last.id, "quantity": 1}])

    def _order_canceled_seller(self, moment: Moment, live: Order, order: Row) -> None:
        cancelling.seller_cancel(moment, live, reason=order["cancel_reason"])

    def _cancellation_requested_buyer(self, moment: Moment, live: Order, order: Row) -> None:
        cancelling.request_cancellation(moment, live, reason=order["buyer_cancel_reason"])

    def _message_sent_buyer(self, moment: Moment, live: Order, order: Row) -> None:
        live.contacted_at = live.contacted_at or moment.now
        if any(one["kind"] == "cancel_order" and one["sent_at"] == moment.now for one in order["messages"]):
            live.wished_at = live.wished_at or (moment.now if live.request is None else None)

    def _label_bought_seller(self, moment: Moment, live: Order, order: Row) -> None:
        shipping.buy_label(moment, live)

    def _label_voided_seller(self, moment: Moment, live: Order, order: Row) -> None:
        shipping.void_label(moment, live)

    def _handed_to_carrier_seller(self, moment: Moment, live: Order, order: Row) -> None:
        shipping.hand_to_carrier(moment, live)

    def _put_back_seller(self, moment: Moment, live: Order, order: Row) -> None:
        shipping.put_back(moment, live)

    def _shipment_confirmed_seller(self, moment: Moment, live: Order, order: Row) -> None:
        parcel = next(one for one in order["shipments"] if one["shipment_confirmed_at"] == moment.now)
        items = None
        if parcel["package"] == 1 and parcel["units"] < sum(one.quantity_open for one in live.items):
            items = [{"order_item_id": live.items[0].id, "quantity": parcel["units"]}]
        shipping.confirm_shipment(moment, live, carrier=parcel["carrier"], tracking=parcel["tracking"], items=items)

    def _delivered_marketplace(self, moment: Moment, live: Order, order: Row) -> None:
        if live.channel == "MFN":
            shipping.deliver(moment, live)

    def _delivery_refused_buyer(self, moment: Moment, live: Order, order: Row) -> None:
        shipping.refuse_delivery(moment, live)

    def _parcel_lost_marketplace(self, moment: Moment, live: Order, order: Row) -> None:
        shipping.lose_parcel(moment, live)

    def _return_requested_buyer(self, moment: Moment, live: Order, order: Row) -> None:
        returning.request_return(moment, live, reason=order["returns"][0]["reason"])

    def _return_authorized_seller(self, moment: Moment, live: Order, order: Row) -> None:
        returning.authorize_return(moment, live)

    def _return_closed_seller(self, moment: Moment, live: Order, order: Row) -> None:
        returning.close_return(moment, live)

    def _return_received_seller(self, moment: Moment, live: Order, order: Row) -> None:
        returning.receive_return(moment, live)

    def _claim_opened_buyer(self, moment: Moment, live: Order, order: Row) -> None:
        claiming.open_claim(moment, live, ground=order["claims"][0]["ground"])

    def _claim_answered_seller(self, moment: Moment, live: Order, order: Row) -> None:
        claiming.answer_claim(moment, live, text="It has left in good shape.")

    def _feedback_left_buyer(self, moment: Moment, live: Order, order: Row) -> None:
        claiming.leave_feedback(moment, live, rating=order["feedback"][0]["rating"])

    def _fulfillment_planned_marketplace(self, moment: Moment, live: Order, order: Row) -> None:
        if moment.now > live.placed_at:
            moment.actor = Actor.SELLER
            multichannel.release_fulfillment(moment, live)

    def _refund_issued_seller(self, moment: Moment, live: Order, order: Row) -> None:
        row = order["refunds"][0]
        # All that is left is what was sent, so the whole of an order sent in part is named.
        whole = row["amount"] == order["order_total"] and order["status"] != "PartiallyShipped"
        amount = None if whole else as_text(row["amount"], order["currency"])
        refunding.refund(moment, live, reason=row["reason"], amount=amount)


def _waits(order: Row) -> bool:
    """Say whether a multi-channel order was put on hold: nothing was planned at once, though it could be."""
    planned = any(one["kind"] == "fulfillment-planned" and one["at"] == order["placed_at"] for one in order["events"])
    return not planned and order["status"] not in ("Unfulfillable", "Invalid")


def _reopen(moment: Moment, order: Row) -> None:
    """Put the offers on sale again: whether one order closes an offer for the next is left out of generated data."""
    moment.session.get_one(Seller, order["seller_id"]).offers_deactivated_at = None
    for one in order["items"]:
        moment.session.get_one(Product, one["sku"]).deactivated_at = None


def _pick(order: Row) -> Any:
    begun = next((one["at"] for one in order["events"] if one["kind"] == "fulfillment-started"), None)
    if begun is None:
        # The latest there is, unless a release before the hold's end shows an earlier one.
        released, code = order["released_at"], store_by_marketplace_id(order["marketplace_id"]).code
        early = released and released - order["placed_at"] < policy_for(code, order["placed_at"]).payment_hold
        return released - order["placed_at"] if early else timedelta(minutes=60)
    return begun - order["placed_at"]


def _seller(one: Row, number: int) -> Seller:
    return Seller(
        id=one["seller_id"], number=number, name=one["name"], email=one["email"], marketplaces=["US"],
        handling_days=one["handling_days"], auto_approval_minutes=one["auto_approval_minutes"],
        on_vacation=False, report_columns={}, mail_off=[], acts=0, has_developer_access=True,
    )  # fmt: skip


def _buyer(one: Row, number: int) -> Buyer:
    address = {key: one[key] for key in ("name", "city", "state", "postal_code", "country", "phone")}
    address |= {"line1": one["address_line1"], "line2": one["address_line2"] or ""}
    return Buyer(
        id=one["buyer_id"], number=number, name=one["name"], email=one["email"],
        store=store_by_marketplace_id(one["marketplace_id"]).code, language=one["language"].replace("-", "_"),
        address=address, addresses=[], opted_out=one["opted_out"], is_business=one["is_business"], acts=0, cart=[],
    )  # fmt: skip


def _product(one: Row) -> Product:
    return Product(
        sku=one["sku"], seller_id=one["seller_id"], store=store_by_marketplace_id(one["marketplace_id"]).code,
        asin=one["asin"], title=one["title"], department=one["department"], kind=one["kind"], description="",
        price=one["price"], currency=one["currency"], stock=1_000_000, channel=one["channel"], customizable=False,
    )  # fmt: skip


def _told(moment: Moment, live: Order) -> Row:
    """Describe a live order in the columns of the files."""
    query = moment.session.query
    events = query(Event).filter(Event.order_id == live.number).order_by(Event.seq)
    mails = query(Mail).filter(Mail.order_id == live.number).order_by(Mail.id)
    official, wished = live.request, live.wished_at
    return {
        "status": live.status, "currency": live.currency, "items_total": live.items_total,
        "shipping_total": live.shipping_total, "tax_total": live.tax_total, "order_total": live.total,
        "placed_at": live.placed_at, "released_at": live.released_at, "ship_by": live.ship_by,
        "deliver_by": live.deliver_by, "auto_cancel_at": live.auto_cancel_at,
        "request_via": "official" if official else "message" if wished else None,
        "requested_at": official.at if official else wished,
        "canceled_at": live.canceled_at, "canceled_by": live.canceled_by, "cancel_reason": live.cancel_reason,
        "cancel_rule": live.cancel_rule, "counts_against_seller": bool(live.counts),
        "label_bought_at": live.label_bought_at, "handed_to_carrier_at": live.handed_at,
        "shipment_confirmed_at": live.confirmed_at, "delivered_at": live.delivered_at,
        "refunded_at": live.refunds[0].at if live.refunds else None, "refund_total": live.refunded,
        "last_updated_at": live.last_updated_at, "service": live.service, "channel": live.channel,
        "events": [(e.kind, e.at, e.actor) for e in events if e.kind not in NOT_COMPARED],
        "mail": [(m.notice, m.at, m.role, m.person_id) for m in mails if m.notice[:7] != "message"],
        "items": [
            (i.sku, i.asin, i.title, i.quantity, i.unit_price, i.item_tax, i.shipping_price, i.shipping_tax,
             i.quantity_shipped, i.quantity_canceled) for i in live.items
        ],
        "claims": [
            (c.ground, c.opened_at, c.answer_due_at, c.answered_at, c.decided_at, c.decision, c.amount)
            for c in [live.claim] if c
        ],
        "feedback": [(f.at, f.rating) for f in [live.feedback] if f],
        "available_at": live.available_at,
        "returns": [
            (r.state, r.reason, r.requested_at, r.answer_due_at, r.authorized_at, r.received_at, r.refund_due_at,
             r.refunded_at, r.closed_at) for r in live.returns
        ],
        "refunds": [(r.at, r.amount, r.reason, r.by) for r in live.refunds],
        "parcels": [(p.reference, p.carrier, p.tracking, sum(i["quantity"] for i in p.items)) for p in live.packages],
        "facts": (live.refused_at, live.lost_at, live.put_back_at, live.label_voided_at),
    }  # fmt: skip
