"""The messages of a generated world as rows of the messaging tables."""

from collections.abc import Iterator
from typing import Any

from messaging.reasons import topic_of
from seeds.generator.world_rows import Rows

# Buyer, seller, and their addresses.
Parties = tuple[str | None, str, str | None, str]


def letter(
    one: dict[str, Any],
    parties: Parties,
    seqs: dict[tuple[str, int], list[int]],
    turns: dict[str, int],
) -> dict[str, Any]:
    """Return a message with its delivery, numbered within its conversation; `seqs` are events not yet taken."""
    number, at = one["order_id"], int(one["sent_at"].timestamp())
    turns[number] = turns.get(number, 0) + 1
    buyers = one["sender"] == "BUYER"
    return {
        "order_number": number,
        "n": turns[number],
        "buyer_id": parties[0],
        "seller_id": parties[1],
        "at": at,
        "event_seq": seqs[(number, at)].pop(0),
        "sender": one["sender"],
        "kind": one["kind"],
        "topic": topic_of(one["sender"].lower(), one["kind"]),
        "body": one["body"],
        "language": "en",
        "intent": "other",
        "critical": one["critical"],
        "role": "seller" if buyers else "buyer",
        "address": parties[3] if buyers else parties[2],
        "delivered": one["delivered"],
        "why_not": one["why_not"],
    }


def threads_of(letters: list[dict[str, Any]]) -> Iterator[Rows]:
    """Yield the conversations of these messages."""
    threads: dict[str, dict[str, Any]] = {}
    for one in letters:
        thread = threads.setdefault(
            one["order_number"],
            {"order_number": one["order_number"], "buyer_id": one["buyer_id"], "seller_id": one["seller_id"],
             "opened_at": one["at"], "opened_by": one["sender"], "asked_at": None, "buyer_saw_at": None},
        )  # fmt: skip
        thread["last_at"], thread["last_n"] = one["at"], one["n"]
        if one["sender"] == "BUYER":
            thread["asked_at"] = thread["asked_at"] or one["at"]
        if one["sender"] == "BUYER" or one["delivered"]:
            thread["buyer_saw_at"] = one["at"]
    names = ("order_number", "buyer_id", "seller_id", "opened_at", "opened_by", "asked_at", "buyer_saw_at", "last_at",
             "last_n")  # fmt: skip
    yield "threads", {name: [one[name] for one in threads.values()] for name in names}
