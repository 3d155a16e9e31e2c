"""The people of a world as the console lists them. Must not know pages."""

from collections.abc import Sequence

from sqlalchemy import Select, or_, select

from simulator.moment import Moment
from simulator.parties import Buyer, Seller

PAGE = 25


def find_buyers(moment: Moment, words: str, page: int) -> Sequence[Buyer]:
    """Return one more than a page of buyers whose name begins with these words, or who have this id or address."""
    query = select(Buyer).order_by(Buyer.number)
    if words:
        query = query.where(or_(Buyer.name.like(_begins(words), escape="\\"), Buyer.id == words, Buyer.email == words))
    return moment.session.scalars(_paged(query, page)).all()


def find_sellers(moment: Moment, words: str, page: int) -> Sequence[Seller]:
    """Return one more than a page of sellers whose name begins with these words, or who have this id or address."""
    query = select(Seller).order_by(Seller.number)
    if words:
        query = query.where(
            or_(Seller.name.like(_begins(words), escape="\\"), Seller.id == words, Seller.email == words)
        )
    return moment.session.scalars(_paged(query, page)).all()


def _begins(words: str) -> str:
    plain = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"{plain}%"


def _paged(query: Select, page: int) -> Select:  # type: ignore[type-arg]
    return query.limit(PAGE + 1).offset((page - 1) * PAGE)
