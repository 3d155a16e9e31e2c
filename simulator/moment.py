"""A world at an instant, with the one who acts: what every rule and use case is given.

`now` moves only while the agenda is being worked off. Whoever holds a moment holds the world's session too.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from simulator.models import Event, World
from simulator.policy import Policy, Say, in_language, policy_for


class Actor(StrEnum):
    """The three who act on an order."""

    BUYER = "BUYER"
    SELLER = "SELLER"
    MARKETPLACE = "MARKETPLACE"


@dataclass
class Moment:
    """A session in a world, the world's row, the present instant and the acting party."""

    session: Session
    world: World
    now: datetime
    actor: Actor = Actor.MARKETPLACE
    person_id: str | None = None
    cause: int | None = None
    # What has been recorded since the present deed began.
    recorded: list[Event] = field(default_factory=list)
    # The catalogue of who only looks, at a page; deeds and machines go without.
    say: Say | None = None

    def policy(self, marketplace: str) -> Policy:
        """Return the rules in force here and now in a store."""
        found = policy_for(marketplace, self.now, self.world.date_set)
        return in_language(found, self.say) if self.say else found

    @property
    def seed(self) -> int:
        """The seed every chance of this world is drawn from."""
        return self.world.seed
