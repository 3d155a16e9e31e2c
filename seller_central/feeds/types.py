"""The kinds of files that can be uploaded, as one table: columns or message, what belongs together, what is asked.

Source: policies §11 and the interface's documentation.
"""

from collections.abc import Callable
from dataclasses import dataclass

from seller_central.feeds import messages, works
from seller_central.feeds.flat import Columns, read_rows
from seller_central.feeds.records import Group, Record
from seller_central.feeds.works import Asking
from seller_central.feeds.xml import Reading, read_messages
from simulator.errors import BadInput

FLAT_CONTENT, XML_CONTENT = "text/tab-separated-values; charset=UTF-8", "text/xml; charset=UTF-8"
Key = Callable[[Record], tuple[object, ...]]


@dataclass(frozen=True)
class FeedType:
    """One kind of file: its name, what a page calls it, its shape, and what it asks for."""

    name: str
    title: str
    asking: Asking
    key: Key
    id_column: str = "order-id"
    # A flat file's columns in the order of the template; an asterisk marks those that must be there.
    columns: tuple[str, ...] = ()
    preamble: str = ""
    # An XML file's message, and how one is read.
    message: str = ""
    reading: Reading | None = None

    @property
    def is_xml(self) -> bool:
        """Say whether this kind is XML rather than a flat file."""
        return self.reading is not None

    @property
    def form(self) -> str:
        """The word under which the rule book says which reasons such files may use."""
        return "xml" if self.is_xml else "flat_file"

    @property
    def content_type(self) -> str:
        """What such a file, and its processing report, is served as."""
        return XML_CONTENT if self.is_xml else FLAT_CONTENT

    @property
    def template_type(self) -> str:
        """The word by which a file's first line names its kind; empty where no such line belongs."""
        return self.preamble.partition("\t")[0].partition("=")[2]

    @property
    def column_names(self) -> tuple[str, ...]:
        """The columns without their marks."""
        return tuple(one.rstrip("*") for one in self.columns)

    def records(self, content: bytes) -> list[Record]:
        """Read a file of this kind."""
        if self.reading:
            return read_messages(content, self.message, self.reading)
        required = tuple(one.rstrip("*") for one in self.columns if one.endswith("*"))
        columns = Columns(self.column_names, required, _columns_of_others(self))
        return read_rows(content, columns, self.template_type)

    def groups(self, content: bytes) -> list[Group]:
        """Read a file, and put together what belongs together; a cancellation said twice is one of its own."""
        found: dict[tuple[object, ...], Group] = {}
        said: set[tuple[object, ...]] = set()
        for record in self.records(content):
            order_id = record.get(self.id_column)
            key: tuple[object, ...] = (order_id, *self.key(record))
            if self.asking is works.cancel:
                line = (*key, record.get("amazon-order-item-code"))
                key = (*line, record.number) if line in said else key
                said.add(line)
            found.setdefault(key, Group(order_id)).records.append(record)
        return list(found.values())


def _together(record: Record) -> tuple[object, ...]:
    return ()


def _each(record: Record) -> tuple[object, ...]:
    return (record.number,)


def _package(record: Record) -> tuple[object, ...]:
    return tuple(record.get(name) for name in ("carrier-code", "carrier-name", "tracking-number", "ship-date"))


MCF_COLUMNS = (
    "MerchantFulfillmentOrderID*", "DisplayableOrderID", "DisplayableOrderDate", "MerchantSKU*", "Quantity*",
    "MerchantFulfillmentOrderItemID", "GiftMessage", "DisplayableComment", "PerUnitDeclaredValue",
    "DisplayableOrderComment", "DeliverySLA", "AddressName", "AddressFieldOne", "AddressFieldTwo", "AddressFieldThree",
    "AddressCity", "AddressCountryCode", "AddressStateOrRegion", "AddressPostalCode", "AddressPhoneNumber",
    "NotificationEmail", "FulfillmentAction", "MarketplaceID",
)  # fmt: skip
ADJUSTMENT_COLUMNS = (
    "order-id*", "order-item-id*", "adjustment-reason-code*", "currency*", "item-price-adj", "item-tax-adj",
    "shipping-price-adj", "shipping-tax-adj", "gift-wrap-price-adj", "gift-wrap-tax-adj", "item-promotion-adj",
    "item-promotion-id", "ship-promotion-adj", "ship-promotion-id", "quantity-cancelled",
)  # fmt: skip
SHIPPING_COLUMNS = (
    "order-id*", "order-item-id", "quantity", "ship-date*", "carrier-code", "carrier-name", "tracking-number",
    "ship-method", "ship_from_supply_source_id",
)  # fmt: skip
CANCEL_PREAMBLE = (
    "TemplateType=OrderCancellation\tVersion=1.0/1.0.3\t"
    "This row is for the marketplace's use only.  Do not modify or delete."
)
MCF_ID = "MerchantFulfillmentOrderID"

_ALL = (
    FeedType("POST_FLAT_FILE_ORDER_ACKNOWLEDGEMENT_DATA", "Order cancellation", works.cancel, _together,
        columns=("order-id*", "cancellation-reason-code", "amazon-order-item-code"), preamble=CANCEL_PREAMBLE),
    FeedType("POST_FLAT_FILE_FULFILLMENT_DATA", "Shipping confirmation", works.ship, _package,
        columns=SHIPPING_COLUMNS),
    FeedType("POST_FLAT_FILE_PAYMENT_ADJUSTMENT_DATA", "Order adjustment", works.adjust, _each,
        columns=ADJUSTMENT_COLUMNS),
    FeedType("POST_ORDER_ACKNOWLEDGEMENT_DATA", "Order acknowledgement (XML)", works.acknowledge, _each,
        message="OrderAcknowledgement", reading=messages.acknowledgement),
    FeedType("POST_ORDER_FULFILLMENT_DATA", "Order fulfillment (XML)", works.ship, _each,
        message="OrderFulfillment", reading=messages.fulfillment),
    FeedType("POST_PAYMENT_ADJUSTMENT_DATA", "Order adjustment (XML)", works.adjust, _each,
        message="OrderAdjustment", reading=messages.adjustment),
    FeedType("POST_FLAT_FILE_FULFILLMENT_ORDER_REQUEST_DATA", "Multi-channel order", works.request_fulfillment,
        _together, MCF_ID, columns=MCF_COLUMNS),
    FeedType("POST_FLAT_FILE_FULFILLMENT_ORDER_CANCELLATION_REQUEST_DATA", "Multi-channel cancellation",
        works.cancel_fulfillment, _together, MCF_ID, columns=(f"{MCF_ID}*",)),
    FeedType("POST_FULFILLMENT_ORDER_REQUEST_DATA", "Multi-channel order (XML)", works.request_fulfillment, _each,
        MCF_ID, message="FulfillmentOrder", reading=messages.fulfillment_order),
    FeedType("POST_FULFILLMENT_ORDER_CANCELLATION_REQUEST_DATA", "Multi-channel cancellation (XML)",
        works.cancel_fulfillment, _each, MCF_ID, message="FulfillmentOrderCancellationRequest",
        reading=messages.fulfillment_cancellation),
)  # fmt: skip
FEED_TYPES = {one.name: one for one in _ALL}


def _columns_of_others(kind: FeedType) -> frozenset[str]:
    return frozenset(name for one in _ALL for name in one.column_names) - set(kind.column_names)


def feed_type(name: str) -> FeedType:
    """Find a kind of file by its name.

    Raises:
        BadInput: there is no such kind.
    """
    if name not in FEED_TYPES:
        raise BadInput("feedType", f"There is no feed type {name[:80]!r}.")
    return FEED_TYPES[name]


def template(name: str) -> tuple[str, bytes]:
    """Return the name and bytes of an empty file of this kind, for downloading."""
    kind = feed_type(name)
    if kind.is_xml:
        raise BadInput("feedType", "There is no template for XML files.")
    lines = [*([kind.preamble] if kind.preamble else []), "\t".join(kind.column_names), ""]
    return f"{kind.title.replace(' ', '')}.txt", "\r\n".join(lines).encode()
