"""What the console shows of simulated people: dials with what was typed, and who plays whom. Must not know requests."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from simulator.moment import Moment
from simulator.orders.models import Order
from simulator.parties import Buyer, Seller
from simulator.people.dials import RANGES, dials_of, is_simulated
from simulator.people.figures import buyer_habits, carriers, seller_habits
from simulator.people.making import possible
from simulator.people.personas import buyer_persona, seller_persona
from simulator.shell.wording import gettext as _


@dataclass(frozen=True)
class Played:
    """Somebody, who plays them, and as whom they may behave."""

    id: str
    name: str
    acts: bool
    is_on: bool
    persona: str = ""
    personas: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Life:
    """Everything the page says of a world's simulated people."""

    is_on: bool
    dials: list[tuple[str, str, int, int, str]]
    entered: Mapping[str, Any]
    errors: Mapping[str, str]
    carriers: list[Played]
    people: Mapping[str, Played]


def life_of(
    moment: Moment,
    people: Iterable[Buyer | Seller],
    entered: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
) -> Life:
    """Gather what the page says; with what was typed where it needs another look."""
    dials = dials_of(moment)
    return Life(
        is_on=dials.on,
        dials=[(name, dial_words(name), low, high, unit_words(name)) for name, (low, high, _unit) in RANGES.items()],
        entered=vars(dials) if entered is None else entered,
        errors=errors or {},
        carriers=[Played(code, name, is_simulated(moment, code), dials.on) for code, name in carriers().items()],
        people={one.id: _played(moment, one, is_on=dials.on) for one in people},
    )


def dial_words(name: str) -> str:
    """Name a dial."""
    return {
        "volume": _("Orders a day"),
        "lateness": _("Late parcels, percent"),
        "cancel_mix": _("Wishes to cancel, percent"),
        "seller_quality": _("Quality of sellers"),
    }[name]


def unit_words(name: str) -> str:
    """Say what a dial measures."""
    return {
        "volume": _("in each store"),
        "lateness": _("of parcels arrive after the promised date"),
        "cancel_mix": _("of orders have a buyer who wants to cancel"),
        "seller_quality": _("from careless to careful"),
    }[name]


def choices(moment: Moment, order: Order) -> list[tuple[str, str]]:
    """List what can be made to happen to an order now."""
    words = happening_words()
    return [(name, words[name]) for name in possible(moment, order)]


def happening_words() -> dict[str, str]:
    """Say what can be made to happen."""
    return {
        "cancel-alone": _("The buyer cancels the order alone"),
        "request-cancellation": _("The buyer requests cancellation"),
        "write-to-cancel": _("The buyer writes to cancel"),
        "call-customer-service": _("The buyer calls customer service to cancel"),
        "ask-question": _("The buyer asks when it will arrive"),
        "complain": _("The buyer complains"),
        "request-return": _("The buyer asks for a return"),
        "refuse-delivery": _("The buyer refuses the parcel"),
        "praise": _("The buyer leaves good feedback"),
        "criticize": _("The buyer leaves bad feedback"),
        "claim": _("The buyer claims from the marketplace"),
        "hand-over": _("The seller hands the parcel to the carrier"),
        "confirm": _("The seller confirms the shipment"),
        "run-out-of-stock": _("The seller is out of stock"),
        "grant": _("The seller cancels for the buyer"),
        "tell-the-way": _("The seller writes how to request cancellation"),
        "follow-bad-advice": _("The seller asks the buyer to cancel"),
        "deliver": _("The carrier delivers the parcel"),
        "lose": _("The carrier loses the parcel"),
    }


def _played(moment: Moment, person: Buyer | Seller, *, is_on: bool) -> Played:
    words, is_buyer = persona_words(), isinstance(person, Buyer)
    drawn = buyer_persona(moment, person) if isinstance(person, Buyer) else seller_persona(moment, person)
    known = buyer_habits() if is_buyer else seller_habits()
    personas = [(name, words[name]) for name in known]
    return Played(person.id, person.name, is_simulated(moment, person.id), is_on, drawn, personas)


def persona_words() -> dict[str, str]:
    """Name the personas."""
    return {
        "patient": _("Patient"),
        "insists": _("Insists"),
        "silent": _("Silent"),
        "opted_out": _("Opted out"),
        "fraudster": _("Fraudster"),
        "address_mistake": _("Mistakes the address"),
        "gift_buyer": _("Buys gifts"),
        "business_buyer": _("Buys for a business"),
        "careful": _("Careful"),
        "average": _("Average"),
        "overloaded": _("Overloaded"),
        "careless": _("Careless"),
        "away": _("Away without saying so"),
        "bad_advice": _("Follows bad advice"),
    }
