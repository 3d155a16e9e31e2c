"""Which messages wait for the buyer, for the header, and remembering that they were looked at.

A read mark is no part of the marketplace's state: it is kept beside it and moves no clock.
"""

from messaging.threads import unread_count
from simulator.acting import holding
from simulator.moment import Moment
from simulator.parties import Buyer
from simulator.visits import current_buyer, here, look_again, the_home, the_world


def unread_messages(moment: Moment, person: Buyer) -> int:
    """Count the messages the buyer has not seen yet."""
    return unread_count(moment, person)


def mark_read() -> None:
    """Remember that the buyer has looked; nothing is written when there was nothing new."""
    person = current_buyer()
    if not unread_count(here(), person):
        return
    key = person.id
    here().session.rollback()
    with holding(the_home(), the_world()) as moment:
        moment.session.get_one(Buyer, key).seen_message = moment.world.last_event
    look_again()
