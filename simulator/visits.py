"""A visit to a world through a browser: which world, who is looking, at what instant; and deeds done from pages.

The one place in which a page request is bound to its world. Who you are is kept per world in cookies scoped to
`/w/<world>/`, a buyer and a seller side by side; in local mode the first of each is signed in by itself.
"""

from collections.abc import Collection, Mapping
from contextlib import ExitStack
from typing import Any, TypeVar

from flask import Flask, Response, abort, current_app, g, request
from itsdangerous import BadSignature, URLSafeSerializer

from simulator.acting import Done, act, existing
from simulator.agenda import next_due
from simulator.database import bound_to, db
from simulator.errors import MarketplaceError, NotFound, Refusal
from simulator.files import check_file
from simulator.home import Home
from simulator.models import World
from simulator.moment import Actor, Moment
from simulator.orders.loading import order_of
from simulator.orders.models import Order
from simulator.parties import Buyer, Seller, first
from simulator.policy import sentence, store
from simulator.shell.strip import Strip
from simulator.shell.wording import catalogue, gettext, said

Person = TypeVar("Person", Buyer, Seller)
ROLES: Mapping[str, type[Buyer] | type[Seller]] = {"buyer": Buyer, "seller": Seller}


def init_visits(app: Flask, home: Home) -> None:
    """Bind every request below `/w/<world>/` to its world."""
    app.extensions["home"] = home
    app.config.setdefault("SQLALCHEMY_DATABASE_URI", "sqlite://")
    db.init_app(app)
    app.before_request(_enter)
    app.teardown_request(_leave)


def the_home() -> Home:
    """Return the data directory of the running application."""
    home: Home = current_app.extensions["home"]
    return home


def the_world() -> str:
    """Return the name of the world being visited."""
    return str((request.view_args or {})["world"])


def here() -> Moment:
    """Return the world being visited, as it is now; for looking only."""
    moment: Moment = g.moment
    return moment


def do(deed: str, order: Order | None = None, *, version: int | None = None, as_: str = "", **args: Any) -> Done:
    """Do a deed as the visitor, then look at the world afresh. `as_` is "buyer", "seller" or empty for nobody.

    Raises:
        MarketplaceError: refused or bad input; nothing was changed.
    """
    person = _visitor(as_)
    number = order.number if order else None
    db.session.rollback()
    try:
        return act(the_home(), the_world(), deed, order_id=number, args=args, person_id=person, version=version)
    except MarketplaceError as error:
        look_again()
        raise in_readers_words(error) from None
    finally:
        look_again()


def in_readers_words(error: MarketplaceError) -> MarketplaceError:
    """Say an answer again in the language of the page; what has no translation stays as it is."""
    if isinstance(error, Refusal):
        policy = here().policy(error.store) if error.store else None
        return policy.refuse(error.rule, until=error.until, **error.facts) if policy else error
    error.message = said(error)
    return error


def _visitor(role: str) -> str | None:
    if not role:
        return None
    return current_buyer().id if role == "buyer" else current_seller().id


def look_again() -> None:
    """Forget what was read: something has changed."""
    db.session.rollback()
    db.session.expire_all()
    row = db.session.get_one(World, 1)
    g.moment = Moment(db.session(), row, row.now, say=catalogue())
    g.pop("people", None)


def current_buyer() -> Buyer:
    """Return the buyer who is signed in to this world, or answer 403."""
    return _current(Buyer, "buyer")


def current_seller() -> Seller:
    """Return the seller who is signed in to this world, or answer 403."""
    return _current(Seller, "seller")


def own_order(number: str, actor: Actor) -> Order:
    """Return the visitor's own order, or answer 404 for all others alike."""
    order = order_of(here(), number)
    mine = order and (
        order.buyer_id == current_buyer().id if actor is Actor.BUYER else order.seller_id == current_seller().id
    )
    if order is None or not mine:
        raise NotFound("There is no such order.")
    return order


def is_kept_here() -> bool:
    """Say whether the visitor belongs into this world and knows of no other: a learner of a class."""
    return bool(g.get("is_kept_here"))


def sign_in(response: Response, world: str, role: str, person_id: str) -> Response:
    """Remember who the visitor is in this world."""
    signed = _signer(world).dumps({role: person_id})
    secure = bool(current_app.config.get("SESSION_COOKIE_SECURE"))
    response.set_cookie(role, signed, path=f"/w/{world}/", httponly=True, samesite="Lax", secure=secure)
    return response


def _current(kind: type[Person], role: str) -> Person:
    people = g.setdefault("people", {})
    if role not in people:
        people[role] = _find(kind, role)
    found = people[role]
    if found is None:
        abort(403)
    person: Person = found
    return person


def _find(kind: type[Person], role: str) -> Person | None:
    if role not in _roles():
        return None
    chosen, session = _cookie(role, the_world()), here().session
    if chosen:
        return session.get(kind, chosen)
    return first(session, kind)


def _roles() -> Collection[str]:
    """Name the sides the visitor may take: those the class room allowed, where it has looked; in local mode both."""
    allowed: Collection[str] | None = g.get("roles")
    if allowed is not None:
        return allowed
    return ROLES if current_app.config.get("MODE", "local") == "local" else ()


def cookie_roles(world: str) -> frozenset[str]:
    """Name the sides a sign-in link has signed this browser in for."""
    return frozenset(role for role in ROLES if _cookie(role, world))


def _cookie(role: str, world: str) -> str | None:
    try:
        value = _signer(world).loads(request.cookies.get(role, "")).get(role)
    except (BadSignature, AttributeError):
        return None
    return value if isinstance(value, str) else None


def _signer(world: str) -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt=f"visit {world}")


def _enter() -> None:
    name = (request.view_args or {}).get("world")
    if not name or not request.path.startswith("/w/"):
        return
    path = the_home().world_file(existing(the_home(), name))
    stack = g.visit = ExitStack()
    stack.enter_context(bound_to(path))
    try:
        row = db.session.get(World, 1)
    except Exception:
        check_file(path)
        raise
    if row is None:
        raise NotFound("This world is empty.")
    g.store = store(row.marketplace)
    g.moment = Moment(db.session(), row, row.now, say=catalogue())
    _furnish(g.moment, name)


def _furnish(moment: Moment, name: str) -> None:
    """Give the shell what it shows on every page."""
    row = moment.world
    g.now = moment.now
    due = next_due(moment)
    g.strip = Strip(
        world=name,
        now=row.now,
        store=g.store,
        mode=row.mode,
        speed=row.speed,
        next_text=due_in_words(due.rule) if due else None,
        next_at=due.due_at if due else None,
        is_free_play=not row.template.startswith("lesson:"),
    )


def due_in_words(rule: str) -> str:
    """Name something on the agenda."""
    return gettext(DUE_WORDS[rule]) if rule in DUE_WORDS else rule.replace("-", " ")


DUE_WORDS = {
    "payment-hold": sentence("payment check ends"),
    "pre-order-release": sentence("pre-order becomes available"),
    "fraud-review": sentence("fraud review"),
    "ship-reminders": sentence("reminder to ship"),
    "auto-cancel-grace": sentence("automatic cancellation"),
    "fba-pick-start": sentence("picking starts"),
    "fba-shipping": sentence("warehouse ships"),
    "fba-delivery": sentence("delivery"),
    "vacation-start": sentence("a seller's vacation begins"),
    "vacation-end": sentence("a seller's vacation ends"),
    "return-answer": sentence("return request is due"),
    "return-refund-deadline": sentence("refund of a return is due"),
    "feedback-reminder": sentence("reminder to leave feedback"),
    "claim-answer-window": sentence("claim is decided"),
    "support-case-answer": sentence("Seller Support answers"),
    "mcf-planning-window": sentence("planning ends"),
    "mcf-processing": sentence("processing ends"),
    "mcf-fill-all-limit": sentence("waiting for stock ends"),
    "mcf-hold-limit": sentence("hold expires"),
    "shopping-hour": sentence("another hour of shopping"),
    "buyer-visit": sentence("somebody comes by"),
    "buyer-wish": sentence("a buyer changes their mind"),
    "buyer-question": sentence("a buyer has a question"),
    "buyer-answer": sentence("a buyer reads a message"),
    "buyer-verdict": sentence("a buyer looks back"),
    "buyer-worry": sentence("a buyer wonders where it is"),
    "buyer-claim": sentence("a buyer loses patience"),
    "seller-turn": sentence("a seller is at work"),
    "seller-errand": sentence("a seller sees to an order"),
    "seller-reaction": sentence("a seller reads a notification"),
    "carrier-collects": sentence("a carrier collects a parcel"),
    "carrier-sorts": sentence("a parcel reaches a depot"),
    "carrier-sets-out": sentence("a parcel goes out for delivery"),
    "carrier-turn": sentence("a carrier brings a parcel"),
    "lesson-person": sentence("somebody in the lesson acts"),
    "on-time-review": sentence("On-Time Delivery Rate is reviewed"),
    "performance-review": sentence("account health is reviewed"),
}


def _leave(error: BaseException | None) -> None:
    stack: ExitStack | None = g.pop("visit", None)
    if stack is not None:
        db.session.remove()
        stack.close()
