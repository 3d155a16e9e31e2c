"""The official request as it arrived before the change of 2022: as a message with the standard subject.

After the change it is a flag, a banner and an e-mail, and no message. Which of the two holds is a dated value of the
rule book. Source: policies §9; [S01] [S02] [S06]. Assumed: the message's body.
"""

from messaging.deliveries import send
from messaging.letters import standing_words
from messaging.models import Message
from messaging.writing import CANCEL_WISH
from simulator.events import EventKind, listens_to
from simulator.models import Event
from simulator.moment import Actor, Moment
from simulator.orders.models import Order
from simulator.policy import store
from simulator.reasons import reason_label

REQUEST_KIND = "cancellation_request"


@listens_to(EventKind.CANCELLATION_REQUESTED)
def copy_request(moment: Moment, event: Event, order: Order) -> None:
    """Let an official request arrive as a message too, where the rules in force say so.

    Its answer is the seller's deed, so no reply is awaited.
    """
    policy = moment.policy(order.store)
    if order.buyer is None or not policy.request_by_message_before_change:
        return
    code, locale = event.data.get("reason") or "", store(order.store).locale
    words, label = standing_words("request", locale), reason_label(policy.buyer_cancel_reasons, code)
    reason = words["why"].format(reason=words.get(code, label)) if code else ""
    lines = [words["body"], reason, event.data.get("note", "")]
    message = Message(
        sender=Actor.BUYER,
        kind=REQUEST_KIND,
        topic="cancellation_request",
        body="\n".join(line for line in lines if line),
        language=locale,
        intent=CANCEL_WISH,
    )
    send(moment, order, message, reply=False)
