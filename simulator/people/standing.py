"""What a seller does about the account's standing: a plan of action on a warning, a new price on a stopped offer."""

from datetime import timedelta

from simulator.agenda import schedule, when_due
from simulator.draws import choose
from simulator.events import EventKind, listens_to
from simulator.models import Event
from simulator.moment import Moment
from simulator.money import as_text
from simulator.orders.models import PerformanceNotice
from simulator.parties import Product, Seller
from simulator.people import chance
from simulator.people.dials import dials_of, is_simulated
from simulator.people.personas import seller_habit
from simulator.people.selling import at_work
from simulator.people.turns import FIRST_RANK, attempt

REACTION = "seller-reaction"
PLANS = (
    "We counted our stock, took offers down that we cannot deliver, and pack by ship-by date from now on.",
    "Two colleagues now look at new orders every morning, and stock is counted on Fridays.",
    "The cause was a mistake in our stock list. It is mended, and we check the list twice a day.",
)


@listens_to(EventKind.RATE_WARNED, EventKind.OFFERS_DEACTIVATED)
def read(moment: Moment, event: Event, order: object) -> None:
    """A notification about the account arrived; its seller will see to it."""
    seller = moment.session.get(Seller, event.data.get("seller_id", ""))
    if seller is None or not dials_of(moment).on:
        return
    subject = f"{seller.id}/{event.data['notice']}"
    pause = chance.delay(moment.seed, "seller", subject, "reads", seller_habit(moment, seller).answer)
    schedule(moment, REACTION, at_work(moment, seller, moment.now + pause + timedelta(hours=1)), subject)


@when_due(REACTION, rank=FIRST_RANK + 22)
def react(moment: Moment, subject: str) -> None:
    """Submit a plan of action, or give a stopped offer another price."""
    seller_id, number = subject.split("/")
    notice = moment.session.get(PerformanceNotice, int(number))
    if notice is None or not is_simulated(moment, seller_id):
        return
    if "sku" in notice.facts:
        _new_price(moment, seller_id, str(notice.facts["sku"]))
    elif notice.plan_state is None:
        text = choose(moment.seed, "seller", subject, "plan", PLANS)
        attempt(moment, "submit-plan", seller_id, seller_id=seller_id, notice_id=notice.id, text=text)


def _new_price(moment: Moment, seller_id: str, sku: str) -> None:
    offer = moment.session.get_one(Product, sku)
    if offer.deactivated_at is not None:
        price = as_text(offer.price + max(offer.price // 100, 1), offer.currency)
        attempt(moment, "change-product", seller_id, sku=sku, price=price, seller_id=seller_id)
