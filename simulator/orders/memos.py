"""What sellers note for themselves on an order: how long it may be is the rule book's."""

from simulator.errors import BadInput
from simulator.policy import Policy


def check_memo(policy: Policy, memo: str, field: str = "memo") -> None:
    """Refuse a seller memo that is too long.

    Raises:
        BadInput: longer than the rule book allows.
    """
    if len(memo) > policy.seller_memo_limit:
        raise BadInput(field, policy.refuse("seller-memo-limit").message)
