"""Why somebody writes: contact reasons, whether they are critical, and the subject a message gets.

The reasons are rows of the rule book, the subjects of `phrases/subjects.toml`. Must not know threads or deliveries.
Source: [S34] [S79] criticality follows the contact reason; policies §8.3 subject patterns.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal, Protocol

from simulator.errors import BadInput
from simulator.policy.rows import ContactReason, Label

Sender = Literal["buyer", "seller"]


class ContactPolicy(Protocol):
    """The part of a policy that names the contact reasons."""

    @property
    def critical_contact_reasons(self) -> Mapping[str, ContactReason]:
        """What a seller writes about."""

    @property
    def buyer_contact_reasons(self) -> Mapping[str, Label]:
        """What a buyer writes about."""


# Kinds whose subject differs from the usual one of their sender; the rest are an inquiry or order information.
_TOPICS: Mapping[tuple[str, str], str] = {
    ("seller", "additional_information"): "additional_information",
}
_USUAL_TOPIC: Mapping[str, str] = {"buyer": "inquiry", "seller": "order_information"}


def contact_reasons(sender: str, policy: ContactPolicy) -> Mapping[str, str]:
    """Return the kinds of message this side can send, with their labels, in the rule book's order."""
    rows: Mapping[str, ContactReason | Label] = (
        policy.buyer_contact_reasons if sender == "buyer" else policy.critical_contact_reasons
    )
    return {kind: row.label for kind, row in rows.items()}


def check_kind(sender: str, kind: str, policy: ContactPolicy) -> str:
    """Return the kind if this side can send it; a label is accepted for its kind."""
    reasons = contact_reasons(sender, policy)
    by_label = {label.casefold(): code for code, label in reasons.items()}
    known = kind if kind in reasons else by_label.get(kind.casefold())
    if known is None:
        raise BadInput(
            "kind",
            "A {sender} cannot write for the reason “{kind}”. Choose one of: {known}.",
            sender=sender,
            kind=kind,
            known=", ".join(reasons),
        )
    return known


def is_critical(kind: str, policy: ContactPolicy) -> bool:
    """Say whether a seller's message of this kind reaches buyers who opted out."""
    reason = policy.critical_contact_reasons.get(kind)
    return reason is not None and reason.critical


def topic_of(sender: str, kind: str) -> str:
    """Return the subject's topic for a free message of this kind. A wish by message stays an inquiry."""
    return _TOPICS.get((sender, kind), _USUAL_TOPIC[sender])


def subject_for(topic: str, *, brand: str, name: str, order_id: str, language: str = "en") -> str:
    """Return the subject of a message in the language of its store, on one line; English where there is none.

    Topics: `cancellation_request` (official, before the change), `inquiry`, `order_information` and the variants
    of `phrases/subjects.toml`.
    """
    patterns = _subjects()[topic]
    pattern = patterns.get(language.replace("_", "-").split("-", maxsplit=1)[0].lower(), patterns["en"])
    return " ".join(pattern.format(brand=brand, name=name, id=order_id).split())


def topics() -> tuple[str, ...]:
    """Return the topics there are subjects for."""
    return tuple(_subjects())


@cache
def _subjects() -> Mapping[str, Mapping[str, str]]:
    source = files("messaging").joinpath("phrases/subjects.toml").read_text(encoding="utf-8")
    return tomllib.loads(source)
