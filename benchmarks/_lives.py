"""The life of benchmarks/peers/life_cycle.py on the agenda of a world: its own work and nothing else, all stored."""

from collections import Counter
from datetime import timedelta

from benchmarks.peers import life_cycle as life
from simulator import agenda, worlds
from simulator.acting import advance_by, holding
from simulator.agenda import schedule, when_due, withdraw
from simulator.home import Home
from simulator.moment import Moment

NAME = "lives"
UNTIL_SHIPPED = ("life-reminded", "life-canceled")


class Lives:
    """The rules of that life, and what was done."""

    def __init__(self, orders: int) -> None:
        self.orders = orders
        self.done: Counter[str] = Counter()

    def arrive(self, moment: Moment, subject: str) -> None:
        """An order comes in, and the next one a second later."""
        _plan(moment, "life-paid", life.PAID, subject)
        if int(subject) + 1 < self.orders:
            _plan(moment, "life-arrives", 1, str(int(subject) + 1))

    def pay(self, moment: Moment, subject: str) -> None:
        """It is paid; everything that may happen is planned."""
        self.done["paid"] += 1
        shipped = life.SHIPPED.get(int(subject) % 300)
        if shipped is not None:
            _plan(moment, "life-shipped", shipped, subject)
        for after in life.REMINDERS:
            _plan(moment, "life-reminded", after, subject)
        _plan(moment, "life-canceled", life.CANCELED, subject)

    def ship(self, moment: Moment, subject: str) -> None:
        """It is shipped, and nothing else happens to it."""
        self.done["shipped"] += 1
        withdraw(moment, subject, UNTIL_SHIPPED)

    def remind(self, moment: Moment, subject: str) -> None:
        """Its seller is reminded."""
        self.done["reminded"] += 1

    def cancel(self, moment: Moment, subject: str) -> None:
        """It is canceled."""
        self.done["canceled"] += 1


def _plan(moment: Moment, rule: str, seconds: int, subject: str) -> None:
    schedule(moment, rule, moment.now + timedelta(seconds=seconds), subject)


def live(home: Home, orders: int) -> Counter[str]:
    """Let so many orders live to their end; say what was done."""
    lives = Lives(orders)
    handlers = (lives.arrive, lives.pay, lives.ship, lives.remind, lives.cancel)
    names = [f"life-{name}" for name in ("arrives", "paid", "shipped", "reminded", "canceled")]
    for rank, (name, handler) in enumerate(zip(names, handlers, strict=True), 900):
        when_due(name, rank=rank)(handler)
    if home.has(NAME):
        worlds.remove(home, NAME)
    worlds.create(home, NAME, worlds.Plan(template="empty"))
    with holding(home, NAME) as moment:
        schedule(moment, "life-arrives", moment.now, "0")
        last = timedelta(seconds=orders + life.PAID + life.CANCELED + 1)
        advance_by(moment, by=last, to=None, following=False)
    for name in names:
        agenda.rules.pop(name)
    return lives.done
