"""The shapes of the control API's answers, as JSON Schema. What callers send is described by the calls' own models."""

from typing import Any

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "number"}
COUNT: Schema = {"type": "integer"}
FLAG: Schema = {"type": "boolean"}
INSTANT: Schema = {"type": "string", "format": "date-time"}
ANYTHING: Schema = {"type": "object"}


def maybe(one: Schema) -> Schema:
    """Say that something may be null."""
    return {"anyOf": [one, {"type": "null"}]}


def many(one: Schema) -> Schema:
    """A list of something."""
    return {"type": "array", "items": one}


def of(name: str) -> Schema:
    """Refer to a shape by its name."""
    return {"$ref": f"#/components/schemas/{name}"}


def shape(optional: Schema | None = None, **fields: Schema) -> Schema:
    """An object with these fields, more allowed."""
    return {"type": "object", "properties": fields | (optional or {}), "required": list(fields)}


def pages(name: str, one: Schema) -> Schema:
    """A page of a list."""
    return shape(**{name: many(one), "next": maybe(TEXT)})


MONEY = shape(amount=TEXT, currency=TEXT)
CREDENTIALS = shape(
    lwa_client_id=TEXT, lwa_client_secret=TEXT, refresh_token=TEXT, mws_access_key=TEXT, mws_secret_key=TEXT
)
ITEM = shape(
    order_item_id=TEXT,
    sku=TEXT,
    asin=TEXT,
    title=TEXT,
    quantity=COUNT,
    unit_price=of("Money"),
    quantity_shipped=COUNT,
    quantity_canceled=COUNT,
)
REQUEST = shape(via=TEXT, at=INSTANT, reason=maybe(TEXT), items=maybe(many(TEXT)))
CANCELLATION = shape(by=TEXT, reason=maybe(TEXT), at=INSTANT, counts_against_seller=maybe(FLAG), rule=maybe(TEXT))
DUE = shape(at=INSTANT, rule=TEXT, subject=TEXT)
FIRED = shape(at=INSTANT, rule=TEXT, event=maybe(TEXT), order_id=maybe(TEXT))
REFUSAL = shape({"until": INSTANT}, rule=TEXT, message=TEXT)
ERROR = shape({"field": TEXT}, code=TEXT, message=TEXT)
RATE = shape(rate=maybe(NUMBER), numerator=COUNT, denominator=COUNT, status=TEXT)

SHAPES: dict[str, Schema] = {
    "Money": MONEY,
    "Error": shape(error=ERROR),
    "Refused": shape({"refusal": REFUSAL}, error=ERROR),
    "World": shape(
        world=TEXT,
        now=INSTANT,
        urls=shape(buyer=TEXT, seller=TEXT, console=TEXT),
        sellers=many(shape(seller_id=TEXT, name=TEXT, marketplace_ids=many(TEXT), credentials=CREDENTIALS)),
        buyers=many(shape(buyer_id=TEXT, name=TEXT)),
    ),
    # A damaged world is listed by its name and what is wrong with it.
    "Worlds": pages("worlds", {"anyOf": [of("World"), shape(world=TEXT, error=TEXT)]}),
    "Deleted": shape(deleted=TEXT),
    "Snapshot": shape(name=TEXT, now=INSTANT),
    "Snapshots": pages("snapshots", of("Snapshot")),
    "Diff": shape(
        same=FLAG,
        total=COUNT,
        tables=ANYTHING,
        changes=many(shape(table=TEXT, change=TEXT, key=many({}), columns=ANYTHING)),
    ),
    "Journal": pages(
        "journal",
        shape(id=COUNT, at=INSTANT, deed=TEXT, actor=TEXT, person_id=maybe(TEXT), order_id=maybe(TEXT), args=ANYTHING),
    ),
    "Clock": shape(now=INSTANT, mode=TEXT, speed=COUNT, next_due=maybe(DUE)),
    "Progress": shape(**{"from": INSTANT, "to": INSTANT, "fired": many(FIRED), "fired_total": COUNT}),
    "Agenda": pages("agenda", DUE),
    "Order": shape(
        order_id=TEXT,
        status=TEXT,
        channel=TEXT,
        placed_at=INSTANT,
        ship_by=maybe(INSTANT),
        deliver_by=maybe(INSTANT),
        buyer_id=maybe(TEXT),
        seller_id=TEXT,
        items=many(ITEM),
        request=maybe(REQUEST),
        cancellation=maybe(CANCELLATION),
        shipment=maybe(ANYTHING),
        refunds=many(shape(at=INSTANT, amount=of("Money"), reason=TEXT, items=many(ANYTHING))),
        allowed=many(TEXT),
    ),
    "Orders": pages("orders", of("Order")),
    "OrderOrOrders": {"anyOf": [of("Order"), shape(orders=many(of("Order")))]},
    "Event": shape(seq=COUNT, at=INSTANT, kind=TEXT, actor=TEXT, order_id=maybe(TEXT), data=ANYTHING),
    "Events": pages("events", of("Event")),
    "Done": shape(event=of("Event"), order=of("Order")),
    "DoneInWorld": shape(event=of("Event")),
    "Mail": shape(
        **{
            "id": COUNT,
            "at": INSTANT,
            "to": shape(role=TEXT, id=TEXT, address=TEXT),
            "from": TEXT,
            "subject": TEXT,
            "text": TEXT,
            "html": TEXT,
            "event_seq": COUNT,
            "critical": FLAG,
        }
    ),
    "Mails": pages("mail", of("Mail")),
    "Messages": pages("messages", shape(critical=FLAG, delivered=FLAG, why_not=maybe(TEXT))),
    "Notifications": pages("notifications", ANYTHING),
    "Buyer": shape(buyer_id=TEXT, name=TEXT, opted_out=FLAG),
    "Buyers": pages("buyers", of("Buyer")),
    "Seller": shape(seller_id=TEXT, name=TEXT, vacation=FLAG, handling_days=maybe(COUNT), report_columns=ANYTHING),
    "Sellers": pages("sellers", of("Seller")),
    "Product": shape(sku=TEXT, asin=TEXT, title=TEXT, seller_id=TEXT, price=of("Money"), stock=COUNT),
    "Products": pages("products", of("Product")),
    "Case": shape(case_id=TEXT, seller_id=TEXT, opened_at=INSTANT, state=TEXT, answer=TEXT),
    "Cases": pages("cases", of("Case")),
    "Health": shape(cancellation_rate=RATE),
    "Feed": shape({"report": maybe(TEXT)}, feed_id=TEXT, seller_id=TEXT, feed_type=TEXT, status=TEXT, rows=COUNT),
    "Feeds": pages("feeds", of("Feed")),
    "Report": shape(
        {"document": maybe(TEXT)}, report_id=TEXT, seller_id=TEXT, report_type=TEXT, status=TEXT, rows=COUNT
    ),
    "Reports": pages("reports", of("Report")),
    "People": shape(
        on=FLAG,
        volume=COUNT,
        lateness=COUNT,
        cancel_mix=COUNT,
        seller_quality=COUNT,
        played=ANYTHING,
        carriers=many(of("Played")),
        ranges=ANYTHING,
        personas=ANYTHING,
        happenings=ANYTHING,
    ),
    "Played": shape(person_id=TEXT, name=TEXT, role=TEXT, played_by=TEXT, persona=maybe(TEXT)),
    "SignInLink": shape(url=TEXT),
    "Hash": shape(hash=TEXT),
    "Faults": ANYTHING,
    "Rule": shape(
        {"value": {}, "unit": TEXT},
        id=TEXT,
        title=TEXT,
        sentence=TEXT,
        sources=many(ANYTHING),
        marketplaces=many(TEXT),
        effective_from=maybe(INSTANT),
    ),
    "Rules": pages("rules", of("Rule")),
}
