"""Switching people on and off, turning their dials, taking one of them over: deeds of the world like any other."""

from typing import Any, Literal

from sqlalchemy import select

from simulator.deeds import deed
from simulator.errors import BadInput, NotFound
from simulator.events import EventKind, record
from simulator.moment import Actor, Moment
from simulator.parties import Buyer, Seller
from simulator.people import arriving, carrying, errands, selling
from simulator.people.dials import Dials, dials_of, keep, switched, turned
from simulator.people.figures import buyer_habits, seller_habits


@deed("set-people", by=Actor.MARKETPLACE, on="world")
def set_people(
    moment: Moment,
    *,
    on: bool | None = None,
    volume: int | None = None,
    lateness: int | None = None,
    cancel_mix: int | None = None,
    seller_quality: int | None = None,
) -> None:
    """Switch simulated people on or off, or turn their dials: volume, lateness, cancel_mix, seller_quality."""
    was = dials_of(moment)
    given = {"volume": volume, "lateness": lateness, "cancel_mix": cancel_mix, "seller_quality": seller_quality}
    if on is None and all(value is None for value in given.values()):
        raise BadInput("body", "Name a dial to turn.")
    now = turned(was, on=on, **given)
    arriving.close_stores(moment)
    keep(moment, now)
    if now.on:
        wake(moment, everybody=not was.on)
    _tell(moment, was, now)


@deed("switch-person", by=Actor.MARKETPLACE, on="world")
def switch_person(
    moment: Moment,
    *,
    person_id: str,
    played_by: Literal["person", "simulation"] | None = None,
    persona: str | None = None,
) -> None:
    """Take a buyer, a seller or a carrier over, hand them back to the simulation, or give them a persona."""
    if played_by is None and persona is None:
        raise BadInput("played_by", "Say who plays this person, or name a persona.")
    was = dials_of(moment)
    now = switched(moment, person_id, played_by) if played_by else was
    if persona is not None:
        _give_persona(moment, person_id, persona)
    keep(moment, now)
    if now.on and played_by == "simulation":
        carrying.resume(moment)
        errands.resume(moment, person_id)
    _tell(moment, was, now, person=person_id, persona=persona)


def wake(moment: Moment, *, everybody: bool = True) -> None:
    """Begin: shops open, sellers come to work, parcels under way go on."""
    arriving.open_stores(moment)
    if everybody:
        selling.open_desks(moment, list(moment.session.scalars(select(Seller).order_by(Seller.number))))
        carrying.resume(moment)


def _give_persona(moment: Moment, person_id: str, persona: str) -> None:
    person: Buyer | Seller | None = moment.session.get(Buyer, person_id) or moment.session.get(Seller, person_id)
    if person is None:
        raise NotFound(f"There is no buyer or seller {person_id[:40]} to give a persona.")
    known = buyer_habits() if isinstance(person, Buyer) else seller_habits()
    if persona and persona not in known:
        names, given = ", ".join(known), repr(persona[:40])
        raise BadInput("persona", "persona is one of {names}, not {given}.", status=422, names=names, given=given)
    person.persona = persona or None


def _tell(moment: Moment, was: Dials, now: Dials, **facts: Any) -> None:
    changed = {name: value for name, value in vars(now).items() if value != getattr(was, name)}
    old = {name: getattr(was, name) for name in changed}
    record(moment, EventKind.SETTINGS_CHANGED, people=True, changed=changed, was=old, **facts)
