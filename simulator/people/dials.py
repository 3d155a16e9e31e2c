"""The dials of a world's simulated people, and who of them is played by a person instead.

Kept among the world's flags, so that they are part of its state. Who is played by default: the first buyer and the
first seller, so that whoever opens a world finds a desk of their own.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace

from simulator.database import memory_of
from simulator.errors import BadInput
from simulator.moment import Moment
from simulator.parties import Buyer, Seller, first
from simulator.people.figures import carriers

FLAG = "people"
# (lowest, highest, what is measured).
RANGES: Mapping[str, tuple[int, int, str]] = {
    "volume": (0, 1000, "orders a day in each store"),
    "lateness": (0, 100, "percent of parcels that arrive after the promised date"),
    "cancel_mix": (0, 60, "percent of orders whose buyer wants to cancel"),
    "seller_quality": (0, 100, "from careless, 0, to careful, 100"),
}
PERSON, SIMULATION = "person", "simulation"


@dataclass(frozen=True)
class Dials:
    """How many people act, and how well; off until somebody switches them on."""

    on: bool = False
    volume: int = 24
    lateness: int = 7
    cancel_mix: int = 3
    seller_quality: int = 75
    # The number of the last buyer who was there before anybody came by.
    regulars: int = 0
    # By id: "person" or "simulation", where it differs from the default.
    played: dict[str, str] = field(default_factory=dict)


def dials_of(moment: Moment) -> Dials:
    """Return the dials in force."""
    memory, flags = memory_of(moment.session), moment.world.flags
    # Flags are never changed, only replaced.
    if memory.get(dials_of, (None,))[0] is not flags:
        memory[dials_of] = flags, Dials(**flags.get(FLAG, {}))
    dials: Dials = memory[dials_of][1]
    return dials


def keep(moment: Moment, dials: Dials) -> None:
    """Write the dials into the world."""
    moment.world.flags = {**moment.world.flags, FLAG: asdict(dials)}


def turned(dials: Dials, **wanted: int | bool | None) -> Dials:
    """Return the dials with those named turned.

    Raises:
        BadInput: names the dial and the range it allows.
    """
    given = {name: value for name, value in wanted.items() if value is not None}
    for name, value in given.items():
        low, high, unit = RANGES.get(name, (0, 1, ""))
        if not low <= value <= high:
            raise BadInput(
                name,
                "{dial} is {low} to {high} ({unit}), not {given}.",
                status=422,
                dial=name,
                low=low,
                high=high,
                unit=unit,
                given=value,
            )
    return replace(dials, **given)  # type: ignore[arg-type]


def is_simulated(moment: Moment, person_id: str | None) -> bool:
    """Say whether a buyer, a seller or a carrier acts by themselves."""
    dials = dials_of(moment)
    if not dials.on or person_id is None:
        return False
    own = dials.played.get(person_id)
    return own == SIMULATION if own else person_id not in players(moment)


def players(moment: Moment) -> frozenset[str]:
    """Return who is a person's own unless switched over: the first buyer and the first seller."""
    memory = memory_of(moment.session)
    if players not in memory:
        firsts = first(moment.session, Buyer), first(moment.session, Seller)
        memory[players] = frozenset(one.id for one in firsts if one)
    known: frozenset[str] = memory[players]
    return known


def switched(moment: Moment, person_id: str, by: str) -> Dials:
    """Return the dials with somebody taken over, or handed back.

    Raises:
        BadInput: there is nobody of this id.
    """
    known = person_id in carriers() or any(moment.session.get(kind, person_id) for kind in (Buyer, Seller))
    if not known:
        raise BadInput(
            "person_id",
            "There is no buyer, seller or carrier {person} in this world.",
            status=404,
            person=repr(person_id[:40]),
        )
    dials = dials_of(moment)
    return replace(dials, played={**dials.played, person_id: by})
