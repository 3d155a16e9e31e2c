"""What the frozen pools lend to simulated people: newcomers' names and addresses, and sentences by intent.

Registers itself with `simulator.people`, which knows no pools.
"""

from typing import Any

from seeds import catalogue, people, phrases
from seeds.templates import address_of
from simulator.moment import Moment
from simulator.people.arriving import Newcomer, newcomers_from
from simulator.people.speaking import Wanted, words_from


@newcomers_from
def introduce(moment: Moment, who: Newcomer) -> dict[str, Any]:
    """Make the row of a buyer of a store out of the pools."""
    person = people.buyer(moment.seed, who.store, who.number)
    return {
        "id": f"B{who.number:05d}{catalogue.asin(f'{moment.seed}/b{who.number}')[2:6]}",
        "number": who.number,
        "name": person.name,
        "email": person.email,
        "store": who.store,
        "language": person.locale,
        "address": address_of(person),
        "opted_out": who.persona == "opted_out",
        "is_business": who.persona == "business_buyer",
        "persona": who.persona,
    }


@words_from
def words(seed: int, key: str, wanted: Wanted) -> tuple[str, str]:
    """Choose a sentence in the buyer's language, or in English where there is none."""
    language = phrases.spoken(wanted.language)
    side: phrases.Side = "buyer" if wanted.side == "buyer" else "seller"
    return phrases.phrase(seed, key, side, wanted.intent, language, item=wanted.item, order=wanted.order), language
