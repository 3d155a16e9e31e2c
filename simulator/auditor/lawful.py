"""What a lawful history is, written down independently of the engine's own tables.

States are the auditor's: an order is waiting, pending, open, part, shipped or canceled; multi-channel orders are new,
received, planning, processing, ended or canceled. `STEPS[channel][state][kind]` are the states that may follow.
Source: the lifecycle tables of the fact base (T1-T13 and the multi-channel edges); contract for the kinds.
"""

ACTORS = frozenset({"BUYER", "SELLER", "MARKETPLACE"})

# Everything about an order that leaves its state alone, by the states in which it may happen.
_SAID = ("customer-service-called", "message-sent", "message-blocked", "message-reported", "response-waived")
_ALWAYS = (*_SAID, "breach-noted", "rate-warned", "offers-deactivated")
_PARCEL = (
    "picked",
    "packed",
    "handed-to-carrier",
    "put-back",
    "delivered",
    "delivery-refused",
    "parcel-scanned",
    "parcel-lost",
    "label-voided",
)
_AFTERWARDS = (
    "refund-issued",
    "return-requested",
    "return-authorized",
    "return-received",
    "return-closed",
    "claim-opened",
    "claim-answered",
    "claim-decided",
    "shipment-edited",
)
_FEEDBACK = ("feedback-left", "feedback-removed", "feedback-removal-asked", "feedback-answered")

Steps = dict[str, dict[str, tuple[str, ...]]]


def _stays(state: str, *kinds: str) -> dict[str, tuple[str, ...]]:
    return dict.fromkeys(kinds, (state,))


_CLOSED = _stays("canceled", *_ALWAYS, *_PARCEL, *_FEEDBACK)

_MFN: Steps = {
    "": {"order-placed": ("waiting", "pending")},
    "waiting": {
        **_stays("waiting", *_ALWAYS, "items-canceled"),
        "order-available": ("pending",),
        "order-canceled": ("canceled",),
    },
    "pending": {
        **_stays("pending", *_ALWAYS, "items-canceled", "payment-failed", "fraud-found"),
        "payment-verified": ("open",),
        "order-canceled": ("canceled",),
    },
    "open": {
        **_stays("open", *_ALWAYS, *_PARCEL, "items-canceled", "fraud-found", "label-bought"),
        **_stays("open", "cancellation-requested", "request-withdrawn", "ship-by-passed", "reminder-sent"),
        **_stays("open", "feedback-left", "feedback-removed", "feedback-removal-asked", "feedback-answered"),
        "order-canceled": ("canceled",),
        "shipment-confirmed": ("part", "shipped"),
    },
    "part": {
        **_stays("part", *_ALWAYS, *_PARCEL, *_AFTERWARDS, *_FEEDBACK, "reminder-sent"),
        "shipment-confirmed": ("part", "shipped"),
    },
    "shipped": _stays("shipped", *_ALWAYS, *_PARCEL, *_AFTERWARDS, *_FEEDBACK, "reminder-sent"),
    "canceled": _CLOSED,
}

_AFN: Steps = {
    **{state: dict(steps) for state, steps in _MFN.items() if state not in ("part",)},
    "open": {
        **_stays("open", *_ALWAYS, "items-canceled", "fraud-found", "fulfillment-started"),
        "order-canceled": ("canceled",),
        "shipment-confirmed": ("shipped",),
    },
}

_MCF: Steps = {
    "": {"order-placed": ("received",), "fulfillment-ended": ("ended",)},
    "received": {
        **_stays("received", *_ALWAYS),
        "fulfillment-planned": ("planning",),
        "fulfillment-ended": ("ended",),
        "order-canceled": ("canceled",),
    },
    "planning": {
        **_stays("planning", *_ALWAYS),
        "fulfillment-started": ("processing",),
        "fulfillment-ended": ("ended",),
        "order-canceled": ("canceled",),
    },
    "processing": {**_stays("processing", *_ALWAYS), "fulfillment-ended": ("ended",)},
    "ended": _stays("ended", *_ALWAYS),
    "canceled": _stays("canceled", *_ALWAYS),
}

STEPS: dict[str, Steps] = {"MFN": _MFN, "AFN": _AFN, "MCF": _MCF}

# Which words the order's status may be in, in each of the auditor's states.
STATUSES = {
    "waiting": ("PendingAvailability",),
    "pending": ("Pending",),
    "open": ("Unshipped",),
    "part": ("PartiallyShipped",),
    "shipped": ("Shipped",),
    "canceled": ("Canceled",),
    "received": ("Received",),
    "planning": ("Planning",),
    "processing": ("Processing",),
    "ended": ("Complete", "CompletePartialled", "Unfulfillable", "Invalid"),
}

# Who may do what; what is not named here more than one party may do.
DONE_BY: dict[str, tuple[str, ...]] = {
    "order-available": ("MARKETPLACE",),
    "payment-verified": ("MARKETPLACE",),
    "payment-failed": ("MARKETPLACE",),
    "fraud-found": ("MARKETPLACE",),
    "cancellation-requested": ("BUYER",),
    "request-withdrawn": ("BUYER",),
    "items-canceled": ("BUYER", "SELLER"),
    "label-bought": ("SELLER",),
    "label-voided": ("SELLER",),
    "picked": ("SELLER",),
    "packed": ("SELLER",),
    "handed-to-carrier": ("SELLER",),
    "put-back": ("SELLER",),
    "shipment-confirmed": ("SELLER", "MARKETPLACE"),
    "shipment-edited": ("SELLER",),
    "delivered": ("MARKETPLACE",),
    "delivery-refused": ("BUYER",),
    "parcel-scanned": ("MARKETPLACE",),
    "parcel-lost": ("MARKETPLACE",),
    "return-requested": ("BUYER",),
    "claim-opened": ("BUYER",),
    "claim-answered": ("SELLER",),
    "claim-decided": ("MARKETPLACE",),
    "feedback-left": ("BUYER",),
    "ship-by-passed": ("MARKETPLACE",),
    "reminder-sent": ("MARKETPLACE",),
}

# Things that happen to a world rather than to an order.
_WORLDLY = (
    "case-opened",
    "case-answered",
    "stock-changed",
    "price-changed",
    "settings-changed",
    "report-ready",
    "feed-done",
    "offers-reactivated",
    "notice-acknowledged",
    "plan-submitted",
    "plan-decided",
)
KINDS = frozenset(_WORLDLY) | {kind for steps in STEPS.values() for state in steps.values() for kind in state}
