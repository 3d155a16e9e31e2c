"""A seller's working hours: at each hour of a working day they look at requests, messages and what is to be packed."""

from datetime import date, datetime, time, timedelta

from simulator.agenda import schedule, when_due, withdraw
from simulator.draws import draw
from simulator.moment import Moment
from simulator.orders.promises import WEEKDAYS
from simulator.parties import Seller
from simulator.people.dials import dials_of, is_simulated
from simulator.people.figures import figures, seller_habits
from simulator.people.packing import pack
from simulator.people.personas import seller_persona
from simulator.people.replying import answer_messages, answer_requests
from simulator.people.turns import FIRST_RANK
from simulator.policy import store

TURN = "seller-turn"
DAY = timedelta(days=1)
FORTNIGHT = 14
# No chain of holidays is longer.
LONGEST_REST = 60


def open_desks(moment: Moment, sellers: list[Seller]) -> None:
    """Let sellers begin with their next working hour; whether somebody sits there is asked then."""
    for seller in sellers:
        withdraw(moment, seller.id, (TURN,))
        _next_turn(moment, seller)


@when_due(TURN, rank=FIRST_RANK + 20)
def take_turn(moment: Moment, seller_id: str) -> None:
    """An hour of a seller's working day."""
    if not dials_of(moment).on:
        return
    seller = moment.session.get_one(Seller, seller_id)
    persona = seller_persona(moment, seller)
    habit, works_today = seller_habits()[persona], _works_on(moment, seller, moment.now)
    is_there = (works_today or habit.looks_in) and not _is_away(moment, seller, persona)
    if is_there and is_simulated(moment, seller_id):
        answer_requests(moment, seller, habit)
        answer_messages(moment, seller, habit)
        if works_today:
            pack(moment, seller, habit)
    _next_turn(moment, seller)


def at_work(moment: Moment, seller: Seller, after: datetime, *, or_looks_in: bool = False) -> datetime:
    """Return the first instant from one on at which a seller works, or looks in once on a day off."""
    home, begins = store(seller.marketplaces[0]), figures("sellers")["opens"]
    minute = draw(moment.seed, "seller", seller.id, "minute") % 60
    day = after.astimezone(home.zone).date()
    for _ in range(LONGEST_REST):
        ends = figures("sellers")["closes"] if _is_working_day(moment, seller, day) else begins + or_looks_in
        for hour in range(begins, ends):
            at = datetime.combine(day, time(hour, minute), home.zone).astimezone(moment.now.tzinfo)
            if at >= after:
                return at
        day += DAY
    return after + DAY


def _next_turn(moment: Moment, seller: Seller) -> None:
    after = moment.now + timedelta(seconds=1)
    schedule(moment, TURN, at_work(moment, seller, after, or_looks_in=True), seller.id)


def _works_on(moment: Moment, seller: Seller, at: datetime) -> bool:
    return _is_working_day(moment, seller, at.astimezone(store(seller.marketplaces[0]).zone).date())


def _is_working_day(moment: Moment, seller: Seller, day: date) -> bool:
    policy = moment.policy(seller.marketplaces[0])
    works = seller.operating_days or policy.operating_days
    return WEEKDAYS[day.weekday()] in works and day not in policy.holidays


def _is_away(moment: Moment, seller: Seller, persona: str) -> bool:
    """Say whether a seller is on vacation without having said so."""
    length = seller_habits()[persona].away_days
    first = draw(moment.seed, "seller", seller.id, "vacation") % FORTNIGHT
    return (moment.now.toordinal() - first) % FORTNIGHT < length
