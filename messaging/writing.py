"""From what somebody typed to a message: limits, prohibited content, how it is read, which subject it gets.

Knows the rules in force and the order, nothing of delivery. Source: policies §8.1 on content, §8.2 on limits.
"""

import base64
import binascii
import re
from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from messaging.intents import intent as read_intent
from messaging.intents import intents
from messaging.models import Message
from messaging.reasons import topic_of
from messaging.rules import Finding, breaches, findings, refusals
from simulator.errors import BadInput
from simulator.moment import Actor, Moment
from simulator.orders.models import Order
from simulator.policy import Policy, store

LONGEST_HEADING = 200
# Characters of Base64, above what the rule book lets files weigh; deeds take shorter texts otherwise.
LONGEST_CONTENT = 20_000_000
CANCEL_ORDER, CANCEL_WISH = "cancel_order", "cancel_wish"
# What nobody types: controls other than line ends and tabs, and what turns the reading direction around.
_UNTYPED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def composed(
    moment: Moment,
    order: Order,
    sender: Actor,
    kind: str,
    body: str,
    *,
    heading: str = "",
    language: str = "",
    template: str = "",
) -> Message:
    """Make a message out of what one side of an order wrote; its content is checked by `prohibited`."""
    language = language or writers_language(order, sender)
    return Message(
        sender=sender,
        kind=kind,
        topic=topic_of(sender.lower(), kind),
        heading=heading,
        body=body,
        language=language,
        intent=_intent(sender, kind, body, language, template),
    )


def wishes_cancellation(message: Message) -> bool:
    """Say whether a buyer's message asks to cancel; by its kind or by its words, never by its subject."""
    return message.sender == Actor.BUYER and message.intent == CANCEL_WISH


def typed_body(text: str, policy: Policy) -> str:
    """Return a body as it is kept.

    Raises:
        BadInput: there is nothing in it.
        Refusal: it is longer than a message may be.
    """
    body = _UNTYPED.sub("", text.replace("\r\n", "\n")).strip()
    if not body:
        raise BadInput("body", "Write a message.")
    if len(body) > policy.message_limit:
        raise policy.refuse("message-limit")
    return body


def typed_heading(text: str) -> str:
    """Return a subject line as it is kept: one line."""
    heading = " ".join(_UNTYPED.sub("", text).split())
    if len(heading) > LONGEST_HEADING:
        raise BadInput("subject", "A subject has at most {most} characters.", most=LONGEST_HEADING)
    return heading


def prohibited(order: Order, sender: Actor, kind: str, body: str, heading: str, policy: Policy) -> Finding | None:
    """Check what a message says; return what is to be noted although it may be sent.

    Raises:
        Refusal: it contains what no message may; the rule is named and the fragment quoted.
    """
    found = findings(
        body,
        heading,
        sender=sender.lower(),
        kind=kind,
        own_paths=_own_pages(order, f"{heading}\n{body}"),
        own_hosts=("localhost", "127.0.0.1", store(order.store).domain),
    )
    for one in refusals(found):
        if policy.rule(one.rule).value:
            raise policy.refuse(one.rule, fragment=one.fragment)
    return next((one for one in breaches(found) if policy.rule(one.rule).value), None)


def writers_language(order: Order, sender: Actor) -> str:
    """Return the language a side writes in unless it says otherwise."""
    if sender is Actor.BUYER and order.buyer is not None:
        return order.buyer.language
    return store(order.store).locale


class AttachedFile(TypedDict):
    """A file sent along: its name, and its content in Base64."""

    name: str
    content: Annotated[str, Field(max_length=LONGEST_CONTENT)]


def read_files(files: list[AttachedFile]) -> list[tuple[str, bytes]]:
    """Return the files of a message with their content as bytes."""
    return [(one["name"], _content(one)) for one in files]


def _content(file: AttachedFile) -> bytes:
    try:
        return base64.b64decode(file["content"], validate=True)
    except binascii.Error:
        raise BadInput("attachments", "The content of {file} is not Base64.", file=file["name"][:60]) from None


def _intent(sender: Actor, kind: str, body: str, language: str, template: str) -> str:
    if template and template not in intents():
        raise BadInput("template", "There is no message template “{template}”.", template=template[:40])
    known = CANCEL_WISH if sender is Actor.BUYER and kind == CANCEL_ORDER else template
    return read_intent(body, language, sender=sender.lower(), known=known or None)


def _own_pages(order: Order, text: str) -> list[str]:
    """Return the addresses of this order's own pages that a text names, in whatever world it is served from."""
    number = re.escape(order.number)
    return re.findall(rf"/w/[a-z0-9-]+/(?:seller/)?orders/{number}", text.lower())
