"""What the marketplace answers when it says no: refusals, bad input, things that are not there.

Each carries one sentence a person can read, and the HTTP status the edge answers with. It must not know rules, pages
or databases; the sentences of refusals come from the policy packs.
"""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType


class MarketplaceError(Exception):
    """The family of all answers that are nobody's programming error."""

    status = 400

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Refusal(MarketplaceError):
    """A deed that a rule does not allow; nothing was changed."""

    status = 409

    def __init__(
        self,
        rule: str,
        message: str,
        *,
        until: datetime | None = None,
        facts: Mapping[str, object] | None = None,
        store: str = "",
    ) -> None:
        super().__init__(message)
        self.rule = rule
        # Whose rule it is, so that the sentence can be said again in a reader's language.
        self.store = store
        self.until = until
        self.facts: Mapping[str, object] = MappingProxyType(dict(facts or {}))


class BadInput(MarketplaceError):
    """Input that cannot be read or makes no sense, with the field it came from; values fill a sentence's {gaps}."""

    def __init__(self, field: str, message: str, *, status: int = 400, **values: object) -> None:
        super().__init__(message.format(**values) if values else message)
        self.field = field
        self.status = status
        # The sentence with its gaps and what goes into them, so that it can be said again in a reader's language.
        self.sentence, self.values = message, values


class Busy(MarketplaceError):
    """Somebody else has been writing for too long; the same call may succeed in a moment."""

    status = 503


class NotFound(MarketplaceError):
    """A thing that does not exist, or that the asker may not know to exist."""

    status = 404
