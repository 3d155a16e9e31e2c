"""Messaging v1 and Solicitations v1: what a seller's program may say to a buyer, by the rules the pages have.

Which actions are offered follows from the rule book's reasons for writing; programs cannot read the thread.
"""

from dataclasses import dataclass
from typing import Any

from messaging.permissions import Wish, may_not_write
from seller_central.selling_partner_api import asking
from seller_central.selling_partner_api.answering import HAL, invalid
from seller_central.selling_partner_api.gate import Call, operation
from simulator.acting import act, reading
from simulator.models import Event
from simulator.moment import Moment
from simulator.orders.models import Order
from simulator.orders.statuses import SENT, WAITING, OrderStatus
from simulator.policy.stores import store_by_marketplace_id

ROOT, ASKING = "/messaging/v1/orders/<number>", "/solicitations/v1/orders/<number>"
REVIEW = "productReviewAndSellerFeedback"


@dataclass(frozen=True)
class Action:
    """A message a program may send: the operation, the seller's reason, and what its body must hold."""

    name: str
    kind: str
    longest: int = 2000
    # Sent where the body holds no text but files, which are named in it.
    sentence: str = ""
    only_before_shipment: bool = False
    only_after_shipment: bool = False


ACTIONS = (
    Action("confirmOrderDetails", "confirm_order_details", only_before_shipment=True),
    Action("confirmDeliveryDetails", "arrange_delivery"),
    Action("confirmServiceDetails", "additional_information"),
    Action("confirmCustomizationDetails", "additional_information", 800, only_before_shipment=True),
    Action("unexpectedProblem", "problem_with_order"),
    Action("digitalAccessKey", "additional_information", 400),
    Action("legalDisclosure", "legal_document", sentence="A legal document for your order is attached."),
    Action("warranty", "other", sentence="The warranty for your order is attached.", only_after_shipment=True),
    Action("invoice", "send_invoice", sentence="The invoice for your order is attached.", only_after_shipment=True),
)
OPERATIONS = {
    "confirmOrderDetails": "createConfirmOrderDetails", "confirmDeliveryDetails": "createConfirmDeliveryDetails",
    "confirmServiceDetails": "createConfirmServiceDetails",
    "confirmCustomizationDetails": "confirmCustomizationDetails",
    "unexpectedProblem": "createUnexpectedProblem", "digitalAccessKey": "createDigitalAccessKey",
    "legalDisclosure": "createLegalDisclosure", "warranty": "CreateWarranty", "invoice": "sendInvoice",
}  # fmt: skip


@operation("GET", ROOT, "getMessagingActionsForOrder", 1, 5, content_type=HAL)
def get_messaging_actions_for_order(call: Call, number: str) -> dict[str, Any]:
    """List what a program may say about an order now."""
    market = _market()
    with reading(call.home, call.world) as moment:
        order = _own(moment, call, number)
        names = [one.name for one in ACTIONS if is_open(moment, order, one)]
    return _links(f"/messaging/v1/orders/{number}", "messages", names, market)


@operation("GET", f"{ROOT}/attributes", "GetAttributes", 1, 5, content_type=HAL)
def get_attributes(call: Call, number: str) -> dict[str, Any]:
    """Tell which language the buyer reads."""
    _market()
    with reading(call.home, call.world) as moment:
        order = _own(moment, call, number)
        return {"buyer": {"locale": (order.buyer.language if order.buyer else "en_US").replace("_", "-")}}


def is_open(moment: Moment, order: Order, action: Action) -> bool:
    """Say whether an action is offered for an order now."""
    # Source: the interface offers nothing for a canceled order, whatever the page allows.
    if order.status == OrderStatus.CANCELED or order.buyer is None:
        return False
    if action.only_before_shipment and order.status in SENT:
        return False
    if action.only_after_shipment and order.status not in SENT:
        return False
    return may_not_write(moment, order, Wish(action.kind, is_reply=False)) is None


def _register(action: Action) -> None:
    path = f"{ROOT}/messages/{action.name}"

    @operation("POST", path, OPERATIONS[action.name], 1, 5, status=201, content_type=HAL)
    def send(call: Call, number: str) -> dict[str, Any]:
        _market()
        sent = asking.body()
        with reading(call.home, call.world) as moment:
            if not is_open(moment, _own(moment, call, number), action):
                raise invalid("Invalid Input", f"{action.name} is not offered for this order now.")
        args = {"from": "seller", "kind": action.kind, "body": _text(action, sent), "automatic": False}
        act(call.home, call.world, "message", order_id=number, args=args, person_id=call.seller_id)
        return {}


for _action in ACTIONS:
    _register(_action)


def _text(action: Action, sent: dict[str, Any]) -> str:
    files = _files(sent, needed=bool(action.sentence))
    if action.sentence:
        return f"{action.sentence} {', '.join(files)}"
    text = sent.get("text")
    if not isinstance(text, str) or not len(text.strip()) > 0 or len(text) > action.longest:
        raise invalid("Invalid Input", f"text has 1 to {action.longest} characters.")
    return text


def _files(sent: dict[str, Any], *, needed: bool) -> list[str]:
    given = sent.get("attachments") or []
    if not isinstance(given, list) or len(given) > 5 or (needed and not given):
        raise invalid("Invalid Input", "attachments are missing or malformed.")
    found = [one.get("fileName") for one in given if isinstance(one, dict) and one.get("uploadDestinationId")]
    names = [name for name in found if isinstance(name, str) and 0 < len(name) <= 100]
    if len(names) != len(given):
        raise invalid("Invalid Input", "attachments are missing or malformed.")
    return names


@operation("GET", ASKING, "getSolicitationActionsForOrder", 1, 5, content_type=HAL)
def get_solicitation_actions_for_order(call: Call, number: str) -> dict[str, Any]:
    """Say whether a review may be asked for."""
    market = _market()
    with reading(call.home, call.world) as moment:
        may = _may_ask(moment, _own(moment, call, number))
    return _links(f"/solicitations/v1/orders/{number}", "solicitations", [REVIEW] if may else [], market)


@operation(
    "POST", f"{ASKING}/solicitations/{REVIEW}", "createProductReviewAndSellerFeedbackSolicitation", 1, 5, status=201,
    content_type=HAL,
)  # fmt: skip
def create_solicitation(call: Call, number: str) -> dict[str, Any]:
    """Ask the buyer for a review, once an order, in the marketplace's words."""
    _market()
    with reading(call.home, call.world) as moment:
        if not _may_ask(moment, _own(moment, call, number)):
            raise invalid("Invalid Input", "A review cannot be asked for about this order now.")
    words = "Please tell other shoppers what you think of this item and of us as a seller."
    args = {"from": "seller", "kind": "request_review", "body": words}
    act(call.home, call.world, "message", order_id=number, args=args, person_id=call.seller_id)
    return {}


def _may_ask(moment: Moment, order: Order) -> bool:
    if order.buyer is None or order.status in WAITING or order.status == OrderStatus.CANCELED:
        return False
    query = moment.session.query(Event.data).filter(Event.order_id == order.number, Event.kind == "message-sent")
    asked = any((data or {}).get("kind") == "request_review" for (data,) in query)
    return may_not_write(moment, order, Wish("request_review", is_reply=False, review_requested=asked)) is None


def _market() -> str:
    given = asking.texts("marketplaceIds")
    if len(given) != 1:
        raise invalid("Invalid Input", "Name exactly one of marketplaceIds.")
    return store_by_marketplace_id(given[0]).marketplace_id


def _own(moment: Moment, call: Call, number: str) -> Order:
    order = moment.session.get(Order, asking.order_id(number))
    if order is None or order.seller_id != call.seller_id:
        raise invalid("Invalid Input", "There is no such order.")
    return order


def _links(path: str, below: str, names: list[str], market: str) -> dict[str, Any]:
    def link(name: str) -> dict[str, str]:
        return {"href": f"{path}/{below}/{name}?marketplaceIds={market}", "name": name}

    return {"_links": {"self": {"href": f"{path}?marketplaceIds={market}"}, "actions": [link(name) for name in names]}}
