"""Numbers under which processing reports say what is wrong, so that programs need not read sentences.

5000 to 5002 are those of the real thing. Assumed: all others, since no complete list was found.
"""

UNREADABLE = "5000"
WRONG_CONTENT = "5001"
WRONG_MESSAGE = "5002"
TOO_MANY = "5003"

MISSING_COLUMN = "8001"
MISSING_FIELD = "8002"
BAD_VALUE = "8003"
ODD_PAIR = "8004"
NOT_ALLOWED = "8005"
ALREADY_DONE = "8006"
NOTHING_CHANGED = "8007"

UNKNOWN_ORDER = "18000"
# Refusals by rule of the rule book; every other rule shares one number, its sentence tells the rest.
BY_RULE = {
    "canceled-is-final": "18001",
    "pending-closed-to-seller": "18002",
    "confirmed-cannot-be-canceled": "18003",
    "label-closes-cancel": "18004",
    "seller-partial-cancel": "18005",
    "reason-locked-on-request": "18006",
    "cancel-reason-required": "18007",
    "fba-seller-support": "18008",
    "mcf-processing-closed": "18009",
    "quantity-shipped": "18020",
    "double-confirm": "18021",
    "tracking-required": "18022",
    "ship-date-after-order": "18023",
    "refund-after-confirmation": "18030",
    "refund-limit": "18031",
    "double-refund": "18032",
}
OTHER_RULE = "18099"


def code_of(rule: str) -> str:
    """Return the number of a refusal."""
    return BY_RULE.get(rule, OTHER_RULE)
