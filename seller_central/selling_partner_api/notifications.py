"""Notifications v1: where notifications go, and who wants which. Either kind of token opens all of it."""

import re
import uuid
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from seller_central.selling_partner_api import asking, outbox, payloads
from seller_central.selling_partner_api.answering import ApiError, invalid, not_found
from seller_central.selling_partner_api.delivering import may_reach
from seller_central.selling_partner_api.gate import Call, operation
from simulator.acting import holding, reading
from simulator.outgoing import Destination, Notification, Subscription

ROOT = "/notifications/v1"
RESOURCES = {"sqs", "eventBridge", "webhook", "list"}
ARN = re.compile(r"arn:aws[a-z-]*:sqs:[a-z0-9-]{2,30}:\d{12}:[A-Za-z0-9_.-]{1,80}")
MOST = 100


@operation("POST", f"{ROOT}/destinations", "createDestination", 1, 5, takes_grantless=True)
def create_destination(call: Call) -> dict[str, Any]:
    """Make a destination: a queue, an event bus, or of our own kinds a webhook or a list."""
    sent = asking.body()
    name = asking.wanted(sent, "name", largest=256)
    resource = _resource(asking.wanted(sent, "resourceSpecification", dict))
    with holding(call.home, call.world) as moment:
        found = _destinations(moment.session, call)
        if any(one.name == name for one in found):
            raise ApiError(409, "Conflict", "There is already a destination of this name.")
        if len(found) >= MOST:
            raise invalid("Invalid Input", f"A seller has at most {MOST} destinations.")
        made = Destination(id=str(uuid.uuid4()), seller_id=call.seller_id, name=name, resource=resource)
        moment.session.add(made)
    return {"payload": _destination(made)}


@operation("GET", f"{ROOT}/destinations", "getDestinations", 1, 5, takes_grantless=True)
def get_destinations(call: Call) -> dict[str, Any]:
    """List the destinations."""
    with reading(call.home, call.world) as moment:
        return {"payload": [_destination(one) for one in _destinations(moment.session, call)]}


@operation("GET", f"{ROOT}/destinations/<destination_id>", "getDestination", 1, 5, takes_grantless=True)
def get_destination(call: Call, destination_id: str) -> dict[str, Any]:
    """Describe a destination."""
    with reading(call.home, call.world) as moment:
        return {"payload": _destination(_own(moment.session, call, Destination, destination_id))}


@operation("DELETE", f"{ROOT}/destinations/<destination_id>", "deleteDestination", 1, 5, takes_grantless=True)
def delete_destination(call: Call, destination_id: str) -> dict[str, Any]:
    """Forget a destination nobody uses."""
    with holding(call.home, call.world) as moment:
        found = _own(moment.session, call, Destination, destination_id)
        if moment.session.scalars(select(Subscription).where(Subscription.destination_id == found.id)).first():
            raise ApiError(409, "Conflict", "A subscription still uses this destination.")
        moment.session.delete(found)
    return {}


@operation("POST", f"{ROOT}/subscriptions/<kind>", "createSubscription", 1, 5, takes_grantless=True)
def create_subscription(call: Call, kind: str) -> dict[str, Any]:
    """Subscribe to a kind of notification; one subscription each."""
    sent, kind = asking.body(), _kind(kind)
    version = _version(kind, asking.wanted(sent, "payloadVersion"))
    directive = asking.optional(sent, "processingDirective", dict) or {}
    with holding(call.home, call.world) as moment:
        destination = _own(moment.session, call, Destination, asking.wanted(sent, "destinationId"))
        if any(one.payload_version == version for one in _subscriptions(moment.session, call, kind)):
            raise ApiError(409, "Conflict", "There is already a subscription of this type.")
        made = Subscription(
            id=str(uuid.uuid4()), seller_id=call.seller_id, kind=kind, payload_version=version,
            destination_id=destination.id, directive=directive,
        )  # fmt: skip
        moment.session.add(made)
    return {"payload": _subscription(made)}


@operation("GET", f"{ROOT}/subscriptions/<kind>", "getSubscription", 1, 5, takes_grantless=True)
def get_subscription(call: Call, kind: str) -> dict[str, Any]:
    """Describe the subscription to a kind of notification."""
    version = asking.text("payloadVersion")
    with reading(call.home, call.world) as moment:
        for one in _subscriptions(moment.session, call, _kind(kind)):
            if version in ("", payloads.version_of(one)):
                return {"payload": _subscription(one)}
    raise not_found()


@operation("GET", f"{ROOT}/subscriptions", "getSubscriptions", 1, 5, takes_grantless=True)
def get_subscriptions(call: Call) -> dict[str, Any]:
    """List the subscriptions to one kind of notification."""
    kinds = asking.texts("notificationTypes")
    if len(kinds) != 1:
        raise invalid("Invalid Input", "Name exactly one of notificationTypes.")
    with reading(call.home, call.world) as moment:
        found = _subscriptions(moment.session, call, _kind(kinds[0]))
        return {"payload": {"subscriptions": [_subscription(one) for one in found]}}


@operation("GET", f"{ROOT}/subscriptions/<kind>/<subscription_id>", "getSubscriptionById", 1, 5, takes_grantless=True)
def get_subscription_by_id(call: Call, kind: str, subscription_id: str) -> dict[str, Any]:
    """Describe a subscription."""
    with reading(call.home, call.world) as moment:
        return {"payload": _subscription(_subscription_of(moment.session, call, kind, subscription_id))}


@operation(
    "DELETE", f"{ROOT}/subscriptions/<kind>/<subscription_id>", "deleteSubscriptionById", 1, 5, takes_grantless=True
)
def delete_subscription_by_id(call: Call, kind: str, subscription_id: str) -> dict[str, Any]:
    """End a subscription."""
    with holding(call.home, call.world) as moment:
        moment.session.delete(_subscription_of(moment.session, call, kind, subscription_id))
    return {}


@operation("POST", f"{ROOT}/subscriptions/<kind>/testNotification", "sendTestNotification", 1, 5, takes_grantless=True)
def send_test_notification(call: Call, kind: str) -> dict[str, Any]:
    """Send an empty notification of a kind to everybody who wants it, to try the way there."""
    with holding(call.home, call.world) as moment:
        for wish in _subscriptions(moment.session, call, _kind(kind)):
            outbox.send_test(moment, wish)
    return {}


def delivered(
    session: Session, seller_id: str | None = None, limit: int = 1000, after: int = 0
) -> list[dict[str, Any]]:
    """List what was told, oldest first: what, to whom, where, and what came of it."""
    query = select(Notification).where(Notification.id > after).order_by(Notification.id).limit(limit)
    query = query.where(Notification.seller_id == seller_id) if seller_id else query
    places = {one.id: one for one in session.scalars(select(Destination))}
    return [
        {
            "id": one.id,
            "at": one.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "type": one.kind,
            "seller_id": one.seller_id,
            "order_id": one.order_id,
            "destination": places[one.destination_id].name if one.destination_id in places else None,
            "state": one.state,
            "tries": one.tries,
            "answer": one.answer,
            "payload": one.payload,
        }
        for one in session.scalars(query)
    ]


def _resource(given: dict[str, Any]) -> dict[str, Any]:
    """Check where notifications shall go, and write it as it is told back."""
    if len(given.keys() & RESOURCES) > 1:
        raise invalid("Invalid Input", "resourceSpecification names one place, not several.")
    if isinstance(given.get("sqs"), dict):
        arn, endpoint = asking.wanted(given["sqs"], "arn"), asking.optional(given["sqs"], "endpointUrl")
        if not ARN.fullmatch(arn):
            raise invalid("Invalid Input", "sqs.arn is not the name of a queue.")
        return {"sqs": {"arn": arn, **({"endpointUrl": _web_address(endpoint)} if endpoint else {})}}
    if isinstance(given.get("eventBridge"), dict):
        region, account = (asking.wanted(given["eventBridge"], name, largest=60) for name in ("region", "accountId"))
        return {"eventBridge": {"name": f"marketplace-simulator/{account}", "region": region, "accountId": account}}
    if isinstance(given.get("webhook"), dict):
        hook = {"url": _web_address(asking.wanted(given["webhook"], "url"))}
        return {"webhook": hook | {"secret": asking.optional(given["webhook"], "secret", largest=200) or ""}}
    if "list" in given:
        return {"list": {}}
    raise invalid("Invalid Input", "resourceSpecification names no queue, event bus, webhook or list.")


def _web_address(given: str) -> str:
    try:
        parts = urlsplit(given)
        is_fine = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_fine = False
    if not is_fine or parts.username:
        raise invalid("Invalid Input", "An address begins with http:// or https:// and names a host.")
    if not may_reach(given):
        raise invalid("Invalid Input", f"Notifications may not go to {parts.hostname}; ask whoever runs this server.")
    return given


def _kind(given: str) -> str:
    if given not in payloads.KINDS:
        raise invalid("Invalid Input", f"There is no notification type {given[:60]!r}.")
    return given


def _version(kind: str, given: str) -> str:
    known = payloads.VERSIONS[kind]
    if given not in known:
        raise invalid("Invalid Input", f"The payloadVersion of {kind} is {' or '.join(known)}.")
    return payloads.kept_version(given)


def _destinations(session: Session, call: Call) -> list[Destination]:
    query = select(Destination).where(Destination.seller_id == call.seller_id).order_by(Destination.name)
    return list(session.scalars(query))


def _subscriptions(session: Session, call: Call, kind: str) -> list[Subscription]:
    query = select(Subscription).where(Subscription.seller_id == call.seller_id, Subscription.kind == kind)
    return list(session.scalars(query.order_by(Subscription.payload_version)))


def _subscription_of(session: Session, call: Call, kind: str, key: str) -> Subscription:
    kind, found = _kind(kind), _own(session, call, Subscription, key)
    if found.kind != kind:
        raise not_found()
    subscription: Subscription = found
    return subscription


def _own(session: Session, call: Call, table: type[Any], key: str) -> Any:
    found = session.get(table, key[:60])
    if found is None or found.seller_id != call.seller_id:
        raise not_found()
    return found


def _destination(one: Destination) -> dict[str, Any]:
    shown = {
        kind: {name: value for name, value in facts.items() if name != "secret"} for kind, facts in one.resource.items()
    }
    return {"destinationId": one.id, "name": one.name, "resource": shown}


def _subscription(one: Subscription) -> dict[str, Any]:
    told = {
        "subscriptionId": one.id,
        "payloadVersion": payloads.version_of(one),
        "destinationId": one.destination_id,
    }
    return told | ({"processingDirective": one.directive} if one.directive else {})
