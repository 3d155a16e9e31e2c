"""What a message must not contain, and what it may contain but will be remembered for.

Knows the text, its sender and its kind; nothing of threads, buyers' preferences or databases. Each finding names its
rule and quotes its fragment. Source: policies §8.1 (permitted and prohibited content), decisions on prohibited content.
Assumed: the phrases and shapes by which content is recognized are ours.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from messaging import patterns, phrasebook
from messaging.folding import Folded, fold
from messaging.patterns import Span

Severity = Literal["refuse", "breach"]
Part = Literal["subject", "text"]

PLAIN_TEXT_ONLY = "plain-text-only"
NO_LINKS = "no-links"
NO_CONTACT_DETAILS = "no-contact-details"
NO_MARKETING = "no-marketing"
NO_REVIEW_PRESSURE = "no-review-pressure"
BREACH_ASKING_BUYER = "breach-asking-buyer"

# Arranging a delivery is what a phone number may be written for. Source: policies §8.4, contact data on delivery.
PHONE_ALLOWED_IN = frozenset({"arrange_delivery"})

# Where a world is served when nothing else is said; a path among `own_paths` belongs to these hosts.
OWN_HOSTS = ("localhost", "127.0.0.1")


@dataclass(frozen=True)
class Finding:
    """A fragment of a message that a rule speaks about; refused, or delivered and noted as a breach."""

    rule: str
    fragment: str
    start: int
    end: int
    severity: Severity
    part: Part = "text"


@dataclass(frozen=True)
class _Case:
    """What the rules look at."""

    folded: Folded
    sender: str
    kind: str
    own_paths: tuple[str, ...]
    own_hosts: tuple[str, ...]


def findings(
    text: str,
    subject: str = "",
    *,
    sender: str,
    kind: str,
    own_paths: Iterable[str] = (),
    own_hosts: Sequence[str] = OWN_HOSTS,
) -> list[Finding]:
    """Return what the rules find in a message, in reading order, subject first."""
    found: list[Finding] = []
    parts: tuple[tuple[Part, str], ...] = (("subject", subject), ("text", text))
    for part, content in parts:
        case = _Case(fold(content), sender, kind, tuple(own_paths), tuple(own_hosts))
        found += _findings_in(case, part)
    return found


def refusals(found: Iterable[Finding]) -> list[Finding]:
    """Return the findings for which a message is not sent."""
    return [finding for finding in found if finding.severity == "refuse"]


def breaches(found: Iterable[Finding]) -> list[Finding]:
    """Return the findings that are noted although the message is delivered."""
    return [finding for finding in found if finding.severity == "breach"]


def _findings_in(case: _Case, part: Part) -> list[Finding]:
    found = []
    for rule, severity, senders, look in _RULES:
        if case.sender in senders:
            found += [_finding(case, rule, severity, part, span) for span in _apart(look(case))]
    return sorted(found, key=lambda finding: (finding.start, finding.rule))


def _finding(case: _Case, rule: str, severity: Severity, part: Part, span: Span) -> Finding:
    start, end = case.folded.span(*span)
    return Finding(rule, case.folded.original[start:end], start, end, severity, part)


def _apart(spans: Iterable[Span]) -> list[Span]:
    # Of findings that overlap the first and longest speaks for all.
    kept: list[Span] = []
    for span in sorted(spans, key=lambda one: (one[0], -one[1])):
        if span[0] < span[1] and (not kept or span[0] >= kept[-1][1]):
            kept.append(span)
    return kept


def _outside(spans: Iterable[Span], containing: list[Span]) -> list[Span]:
    return [span for span in spans if not any(start <= span[0] and span[1] <= end for start, end in containing)]


def _without(spans: Iterable[Span], covering: list[Span]) -> list[Span]:
    return [span for span in spans if not any(span[0] < end and start < span[1] for start, end in covering)]


def _html(case: _Case) -> list[Span]:
    return patterns.html(case.folded.text)


def _links(case: _Case) -> list[Span]:
    text = case.folded.text
    seen = _apart(_outside(patterns.links(text), patterns.emails(text)))
    return [span for span in seen if not patterns.is_own(text[slice(*span)], case.own_paths, case.own_hosts)]


def _contact_details(case: _Case) -> list[Span]:
    text = case.folded.text
    pages = [span for span in patterns.links(text) if "://" in text[slice(*span)]]
    numbers = [] if case.kind in PHONE_ALLOWED_IN else patterns.phones(text)
    return _outside(patterns.emails(text) + numbers, pages) + phrasebook.spans("messenger", text)


def _marketing(case: _Case) -> list[Span]:
    return phrasebook.spans("marketing", case.folded.text)


def _review_pressure(case: _Case) -> list[Span]:
    return phrasebook.spans("review_pressure", case.folded.text)


def _asking_buyer(case: _Case) -> list[Span]:
    text = case.folded.text
    hidden = phrasebook.spans("hides_fault", text)
    return hidden + (asked_to_cancel(text) if phrasebook.occurs("own_fault", text) else [])


def asked_to_cancel(folded: str) -> list[Span]:
    """Return where a folded text asks its reader to cancel; "you do not need to cancel" asks nothing."""
    denied = phrasebook.spans("does_not_ask", folded)
    return _without(phrasebook.spans("asks_to_cancel", folded), denied)


_BOTH = frozenset({"buyer", "seller"})
_SELLER = frozenset({"seller"})

# The rules as a table: id, what follows, whom it binds, how it looks.
_RULES: tuple[tuple[str, Severity, frozenset[str], Callable[[_Case], list[Span]]], ...] = (
    (PLAIN_TEXT_ONLY, "refuse", _BOTH, _html),
    (NO_LINKS, "refuse", _BOTH, _links),
    (NO_CONTACT_DETAILS, "refuse", _BOTH, _contact_details),
    (NO_MARKETING, "refuse", _SELLER, _marketing),
    (NO_REVIEW_PRESSURE, "refuse", _SELLER, _review_pressure),
    (BREACH_ASKING_BUYER, "breach", _SELLER, _asking_buyer),
)

# Every rule with what follows when it speaks.
RULES: dict[str, Severity] = {rule: severity for rule, severity, _, _ in _RULES}
