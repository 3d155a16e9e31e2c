"""What is counted of a seller's orders, strand by strand, as SELECTs over the rows themselves.

When, of which channel, with which detail; how many, and how many of them in the special sense of the strand. It must
not know windows, targets or policies.
"""

from dataclasses import dataclass
from enum import StrEnum

# What is counted together, in seconds, the longest first.
SIZES = (86_400, 900)


class Strand(StrEnum):
    """What is counted."""

    PLACED = "placed"
    # Detail: the rating that stands, "/", the claim's decision or "open".
    DEFECT = "defect"
    # Detail: the rule, "/", the reason. Counted: enters the Cancellation Rate.
    CANCELED = "canceled"
    # By the order's first confirmation. Counted: after the ship-by date.
    CONFIRMED = "confirmed"
    # Packages by confirmation. Counted: the carrier had the parcel under that number.
    PACKED = "packed"
    # Tracked units by the promised delivery date. Counted: arrived, or were first offered, in time.
    PROMISED = "promised"


@dataclass(frozen=True)
class Source:
    """Where a strand's rows come from, the instant they belong to, and which changes move them."""

    at: str
    detail: str
    number: str
    counted: str
    tables: str
    where: str
    id: str = "o.number"
    # The columns of `orders` that move it, and the other tables with theirs.
    of_orders: tuple[str, ...] = ()
    others: tuple[tuple[str, tuple[str, ...]], ...] = ()
    # What of a new row of these other tables adds anything; of those not named, any.
    if_new: tuple[tuple[str, str], ...] = ()

    @property
    def is_of_orders_alone(self) -> bool:
        """Say whether an order's own row tells all of it."""
        return self.tables == "orders o"

    @property
    def rows(self) -> str:
        """Select what each row adds to the strand."""
        return (
            f"SELECT {self.id} AS id, {self.at} AS at, o.seller_id AS seller_id, o.channel AS channel, "  # noqa: S608
            f"{self.detail} AS detail, {self.number} AS number, {self.counted} AS counted "
            f"FROM {self.tables} WHERE {self.where}"
        )


SOURCES = {
    Strand.PLACED: Source("o.placed_at", "''", "1", "0", "orders o", "o.channel IN ('MFN', 'AFN')"),
    Strand.DEFECT: Source(
        at="o.placed_at",
        detail="coalesce(iif(f.removed_at IS NULL, f.rating, NULL), '') || '/' ||"
        " iif(c.order_number IS NULL, '', coalesce(c.decision, 'open'))",
        number="1",
        counted="0",
        tables="orders o LEFT JOIN feedback f ON f.order_number = o.number"
        " LEFT JOIN claims c ON c.order_number = o.number",
        where="o.channel IN ('MFN', 'AFN') AND (f.order_number IS NOT NULL OR c.order_number IS NOT NULL)",
        others=(("feedback", ("removed_at", "rating")), ("claims", ("decision",))),
    ),
    Strand.CANCELED: Source(
        at="o.canceled_at",
        detail="coalesce(o.cancel_rule, '') || '/' || coalesce(o.cancel_reason, '')",
        number="1",
        counted="coalesce(o.counts, 0)",
        tables="orders o",
        where="o.canceled_at IS NOT NULL",
        of_orders=("canceled_at", "cancel_rule", "cancel_reason", "counts"),
    ),
    Strand.CONFIRMED: Source(
        at="o.confirmed_at",
        detail="''",
        number="1",
        counted="coalesce(o.confirmed_at > o.ship_by, 0)",
        tables="orders o",
        where="o.confirmed_at IS NOT NULL",
        of_orders=("confirmed_at", "ship_by"),
    ),
    Strand.PACKED: Source(
        at="p.confirmed_at",
        detail="''",
        number="1",
        counted="(o.handed_at IS NOT NULL AND p.tracking <> ''"
        " AND (o.label_tracking IS NULL OR p.tracking = o.label_tracking))",
        tables="packages p CROSS JOIN orders o ON o.number = p.order_number",
        where="true",
        id="p.order_number",
        of_orders=("handed_at", "label_tracking"),
        others=(("packages", ("confirmed_at", "tracking")),),
    ),
    Strand.PROMISED: Source(
        at="o.deliver_by",
        detail="''",
        number="i.quantity_shipped",
        counted="iif(coalesce(o.delivered_at, o.refused_at) <= o.deliver_by, i.quantity_shipped, 0)",
        tables="orders o JOIN order_items i ON i.order_number = o.number",
        where="o.deliver_by IS NOT NULL AND o.handed_at IS NOT NULL AND o.tracking <> '' AND i.quantity_shipped > 0",
        of_orders=("deliver_by", "delivered_at", "refused_at", "handed_at", "tracking"),
        others=(("order_items", ("quantity_shipped",)),),
        if_new=(("order_items", "NEW.quantity_shipped > 0"),),
    ),
}
