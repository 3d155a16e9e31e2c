"""The states an order can be in and the channels it can be fulfilled through, spelled as on the pages."""

from enum import StrEnum


class OrderStatus(StrEnum):
    """An order's state. The second group belongs to multi-channel orders only."""

    PENDING_AVAILABILITY = "PendingAvailability"
    PENDING = "Pending"
    UNSHIPPED = "Unshipped"
    PARTIALLY_SHIPPED = "PartiallyShipped"
    SHIPPED = "Shipped"
    CANCELED = "Canceled"
    UNFULFILLABLE = "Unfulfillable"

    NEW = "New"
    RECEIVED = "Received"
    PLANNING = "Planning"
    PROCESSING = "Processing"
    COMPLETE = "Complete"
    COMPLETE_PARTIALLED = "CompletePartialled"
    INVALID = "Invalid"


class Channel(StrEnum):
    """Who fulfills: the seller, the marketplace, or the marketplace for a sale made elsewhere."""

    MFN = "MFN"
    AFN = "AFN"
    MCF = "MCF"


class Payment(StrEnum):
    """How the payment of an order will turn out; what a test card decides."""

    OK = "ok"
    SLOW = "slow"
    FAILS = "fails"
    FRAUD = "fraud"


S = OrderStatus
WAITING = frozenset({S.PENDING_AVAILABILITY, S.PENDING})
OPEN = frozenset({S.UNSHIPPED, S.PARTIALLY_SHIPPED})
SENT = frozenset({S.PARTIALLY_SHIPPED, S.SHIPPED})
PLANNABLE = frozenset({S.NEW, S.RECEIVED, S.PLANNING})
FINAL = frozenset({S.CANCELED, S.COMPLETE, S.COMPLETE_PARTIALLED, S.INVALID, S.UNFULFILLABLE})
