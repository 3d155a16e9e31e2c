"""Calls about simulated people: their dials, who of them is played by a person, what can be made to happen."""

from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, ValidationInfo, ValidatorFunctionWrapHandler, WrapValidator
from pydantic_core import PydanticCustomError

from simulator.acting import reading
from simulator.console.api.calls import Given, call
from simulator.console.api.order_calls import do_world_deed
from simulator.errors import NotFound
from simulator.home import Home
from simulator.moment import Moment
from simulator.parties import Buyer, Seller
from simulator.people.dials import RANGES, dials_of, is_simulated
from simulator.people.figures import buyer_habits, carriers, seller_habits
from simulator.people.making import HAPPENINGS
from simulator.people.personas import buyer_persona, seller_persona


def _dial(name: str) -> Any:
    low, high, unit = RANGES[name]
    # The range is told here and checked by the deed, whose refusal names it.
    return Field(description=f"{low} to {high}: {unit}.", json_schema_extra={"minimum": low, "maximum": high})


def _whole(given: Any, read: ValidatorFunctionWrapHandler, told: ValidationInfo) -> Any:
    """Refuse what is no whole number with the range, too."""
    try:
        return read(given)
    except ValidationError:
        low, high, unit = RANGES[str(told.field_name)]
        wanted = {"low": low, "high": high, "unit": unit}
        raise PydanticCustomError("dial", "a whole number from {low} to {high} ({unit})", wanted) from None


Dial = Annotated[int | None, WrapValidator(_whole)]


class PeopleDials(Given):
    """The dials to be turned; what is left out stays."""

    on: bool | None = None
    volume: Annotated[Dial, _dial("volume")] = None
    lateness: Annotated[Dial, _dial("lateness")] = None
    cancel_mix: Annotated[Dial, _dial("cancel_mix")] = None
    seller_quality: Annotated[Dial, _dial("seller_quality")] = None


class PersonSetting(Given):
    """Who plays somebody, and as whom they behave; an empty persona is the one the seed gives."""

    played_by: Literal["person", "simulation"] | None = None
    persona: Annotated[str | None, Field(max_length=40)] = None


@call("GET", "/worlds/{world}/people", answer="People")
def show_people(home: Home, world: str) -> dict[str, Any]:
    """Tell how simulated people are set, and what they can be made to do."""
    with reading(home, world) as moment:
        told = {name: value for name, value in vars(dials_of(moment)).items() if name != "regulars"}
        told["carriers"] = [_carrier(moment, code) for code in carriers()]
    told["ranges"] = {name: {"from": low, "to": high, "unit": unit} for name, (low, high, unit) in RANGES.items()}
    told["personas"] = {"buyer": list(buyer_habits()), "seller": list(seller_habits())}
    told["happenings"] = {name: f"The {one.by} {one.words}." for name, one in HAPPENINGS.items()}
    return told


@call("PUT", "/worlds/{world}/people", body=PeopleDials, answer="People")
def change_people(home: Home, world: str, body: PeopleDials) -> dict[str, Any]:
    """Switch simulated people on or off, or turn their dials."""
    do_world_deed(home, world, "set-people", body.model_dump(exclude_none=True))
    return show_people(home, world)


@call("GET", "/worlds/{world}/people/{person_id}", answer="Played")
def show_person(home: Home, world: str, person_id: str) -> dict[str, Any]:
    """Tell whether a buyer, a seller or a carrier acts by themselves, and as whom."""
    with reading(home, world) as moment:
        return person_json(moment, person_id)


@call("PUT", "/worlds/{world}/people/{person_id}", body=PersonSetting, answer="Played")
def change_person(home: Home, world: str, person_id: str, body: PersonSetting) -> dict[str, Any]:
    """Take a buyer, a seller or a carrier over, hand them back, or give them a persona."""
    do_world_deed(home, world, "switch-person", {"person_id": person_id, **body.model_dump(exclude_none=True)})
    return show_person(home, world, person_id)


def person_json(moment: Moment, person_id: str) -> dict[str, Any]:
    """Write who somebody is in the life of a world."""
    if person_id in carriers():
        return _carrier(moment, person_id)
    found = moment.session.get(Buyer, person_id) or moment.session.get(Seller, person_id)
    if found is None:
        raise NotFound(f"There is no buyer, seller or carrier {person_id[:40]!r} in this world.")
    is_buyer = isinstance(found, Buyer)
    persona = buyer_persona(moment, found) if isinstance(found, Buyer) else seller_persona(moment, found)
    return _played(moment, found.id, found.name) | {"role": "buyer" if is_buyer else "seller", "persona": persona}


def _carrier(moment: Moment, code: str) -> dict[str, Any]:
    return _played(moment, code, carriers()[code]) | {"role": "carrier", "persona": None}


def _played(moment: Moment, person_id: str, name: str) -> dict[str, Any]:
    played = "simulation" if is_simulated(moment, person_id) else "person"
    return {"person_id": person_id, "name": name, "played_by": played}
