"""Who somebody is: the persona a row names, or the one the seed gives them."""

from simulator.draws import draw, weighted
from simulator.moment import Moment
from simulator.parties import Buyer, Seller
from simulator.people.dials import dials_of
from simulator.people.figures import BuyerHabit, SellerHabit, buyer_habits, figures, seller_habits


def buyer_persona(moment: Moment, buyer: Buyer) -> str:
    """Name a buyer's persona."""
    if buyer.persona in buyer_habits():
        return str(buyer.persona)
    if buyer.opted_out or buyer.is_business:
        return "opted_out" if buyer.opted_out else "business_buyer"
    drawn = weighted(moment.seed, "buyer", buyer.id, "persona", figures("buyers")["personas"])
    # Drawn for somebody who was there before: what would change their account is left to newcomers.
    return drawn if drawn not in ("opted_out", "business_buyer") else "patient"


def seller_persona(moment: Moment, seller: Seller) -> str:
    """Name a seller's persona; without one of their own it follows the dial of seller quality."""
    if seller.persona in seller_habits():
        return str(seller.persona)
    quality = dials_of(moment).seller_quality
    place = draw(moment.seed, "seller", seller.id, "quality") % 100
    spread = min(quality, 100 - quality)
    score = quality + (place - 50) * spread // 50
    kinds: list[tuple[int, str]] = figures("sellers")["kinds"]
    return next(kind for below, kind in kinds if score < below)


def buyer_habit(moment: Moment, buyer: Buyer) -> BuyerHabit:
    """Return how a buyer behaves."""
    return buyer_habits()[buyer_persona(moment, buyer)]


def seller_habit(moment: Moment, seller: Seller) -> SellerHabit:
    """Return how a seller behaves."""
    return seller_habits()[seller_persona(moment, seller)]
