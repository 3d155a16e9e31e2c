"""What a server that stopped left behind, taken up again: notifications on their way, files and reports half done.

A chore for the motor, which runs it at its start and every few seconds.
"""

from contextlib import suppress

from sqlalchemy import select

from seller_central import at_work
from seller_central.feeds import jobs as feeds
from seller_central.reports import jobs as reports
from seller_central.selling_partner_api import delivering
from simulator.acting import reading
from simulator.directory import world_names
from simulator.errors import MarketplaceError
from simulator.home import Home
from simulator.outgoing import Feed, Notification, Report


def go_on_everywhere(home: Home) -> None:
    """Go on with what is left in every world."""
    for world in world_names(home):
        with suppress(MarketplaceError):
            go_on(home, world)


def go_on(home: Home, world: str) -> None:
    """Go on with what is left in a world; looking at an unfinished job is what has it taken up."""
    with reading(home, world) as moment:
        told = moment.session.scalars(select(Notification.id).where(Notification.state == "waiting").limit(1)).first()
        jobs = [
            (room.find, row.seller_id, row.id)
            for room, table in ((feeds, Feed), (reports, Report))
            for row in moment.session.scalars(select(table).where(table.status.in_(at_work.OPEN)))
        ]
    for find, seller_id, number in jobs:
        find(home, world, seller_id, number)
    if told is not None:
        delivering.start(home, world)
