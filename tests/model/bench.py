"""The packing bench of the reference model: where a parcel really is, which the marketplace does not see."""

from datetime import datetime

from tests.model.deeds import Args, act, first, verdict
from tests.model.reference import Sale


def _packable(sale: Sale) -> str | None:
    return first((sale.pending, "pending-closed-to-seller"), (sale.released is None, "lawful-path"))


@verdict("pick")
def may_pick(sale: Sale, now: datetime, args: Args) -> str | None:
    return _packable(sale) or first((sale.out, "handover-once"), (sale.picked, "pick-once"))


@act("pick")
def pick(sale: Sale, now: datetime, args: Args) -> None:
    sale.picked = True


@verdict("pack")
def may_pack(sale: Sale, now: datetime, args: Args) -> str | None:
    return _packable(sale) or first((sale.out, "handover-once"), (not sale.picked or sale.packed, "pack-after-pick"))


@act("pack")
def pack(sale: Sale, now: datetime, args: Args) -> None:
    sale.packed = True


@verdict("hand-to-carrier")
def may_hand_over(sale: Sale, now: datetime, args: Args) -> str | None:
    return _packable(sale) or first((sale.out, "handover-once"))


@act("hand-to-carrier")
def hand_over(sale: Sale, now: datetime, args: Args) -> None:
    sale.handed, sale.put_back = True, False
    sale.ended = None if sale.ended == "refused" else sale.ended


@verdict("put-back")
def may_put_back(sale: Sale, now: datetime, args: Args) -> str | None:
    here = not sale.handed or sale.ended == "refused"
    return _packable(sale) or first(((sale.put_back and not sale.picked) or not here, "put-back-before-delivery"))


@act("put-back")
def put_back(sale: Sale, now: datetime, args: Args) -> None:
    sale.put_back, sale.picked, sale.packed = True, False, False
