"""Delivers notifications: to a queue, to a webhook, or to nobody but the list that can be read.

Works on the wall clock, beside everything else, and tries again where delivery fails. What cannot be delivered is kept
with the reason. Nothing is sent anywhere unless a seller's program, or its administrator, named the address.
"""

import hmac
import logging
import os
import threading
from collections.abc import Iterable
from datetime import timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

import orjson
from sqlalchemy import select

from simulator import clock
from simulator.acting import holding, reading
from simulator.errors import MarketplaceError
from simulator.faults import latency
from simulator.home import Home
from simulator.outgoing import Destination, Notification

# Seconds until the next try, after each that failed; after the last the notification is given up.
RETRIES = (1, 5, 30, 120, 600)
PATIENCE = 5.0
BATCH = 100
SIGNATURE, TIMESTAMP = "X-Marketsim-Signature", "X-Marketsim-Timestamp"
log = logging.getLogger(__name__)

# Worlds somebody delivers for at present, and those in which something was written since that began.
_running: set[tuple[str, str]] = set()
_wanted: set[tuple[str, str]] = set()
_guard = threading.Lock()


# Hosts that may be written to; None is anywhere. A world can be brought in with destinations of its own.
_hosts: list[frozenset[str] | None] = [None]


def limit_hosts(names: Iterable[str] | None) -> None:
    """Let notifications go to these hosts only; None lets them go anywhere, as on somebody's own machine."""
    _hosts[0] = None if names is None else frozenset(names)


def may_reach(address: str) -> bool:
    """Say whether notifications may go to an address."""
    return _hosts[0] is None or (urlsplit(address).hostname or "") in _hosts[0]


class NotDelivered(Exception):
    """The other side did not take it."""


def start(home: Home, world: str) -> None:
    """Deliver what waits in a world, in a thread of its own; one at a time for each world."""
    key = (str(home.path), world)
    with _guard:
        _wanted.add(key)
        if key in _running:
            return
        _running.add(key)
    threading.Thread(target=_run, args=(home, world, key), daemon=True).start()


def _run(home: Home, world: str, key: tuple[str, str]) -> None:
    wait = 0.0
    while _is_wanted(key):
        try:
            wait = deliver_waiting(home, world)
        except MarketplaceError as error:
            log.info("nothing is delivered for world %s: %s", world, error.message)
        except Exception:
            log.exception("notifications of world %s could not be delivered", world)
    if wait:
        timer = threading.Timer(wait, start, (home, world))
        timer.daemon = True
        timer.start()


def _is_wanted(key: tuple[str, str]) -> bool:
    with _guard:
        if key in _wanted:
            _wanted.discard(key)
            return True
        _running.discard(key)
        return False


def deliver_waiting(home: Home, world: str) -> float:
    """Deliver everything that is due; returns seconds until something is again, 0 for nothing."""
    while True:
        now = clock.wall_now()
        with reading(home, world) as moment:
            late = latency(moment.world.faults, "notifications")
            query = select(Notification).where(Notification.state == "waiting").order_by(Notification.id)
            waiting = moment.session.scalars(query.limit(BATCH)).all()
            places = {one.id: one.resource for one in moment.session.scalars(select(Destination))}
        due = [one for one in waiting if one.try_at + late <= now]
        if not due:
            times = [(one.try_at + late - now).total_seconds() for one in waiting]
            return max(min(times, default=0.0), 0.05) if times else 0.0
        answers = [(one.id, _try(one, places.get(one.destination_id))) for one in due]
        _note(home, world, answers)


def _try(one: Notification, resource: dict[str, Any] | None) -> str | None:
    """Deliver one; returns why it failed, or None."""
    try:
        send(resource or {}, one.payload)
    except NotDelivered as no:
        return str(no)[:200]
    return None


def _note(home: Home, world: str, answers: list[tuple[int, str | None]]) -> None:
    now = clock.wall_now()
    with holding(home, world) as moment:
        for number, problem in answers:
            row = moment.session.get(Notification, number)
            if row is None or row.state != "waiting":
                continue
            row.tries += 1
            row.answer = problem or ""
            if problem is None:
                row.state, row.delivered_at = "delivered", now
            elif row.tries > len(RETRIES):
                row.state = "failed"
            else:
                row.try_at = now + timedelta(seconds=RETRIES[row.tries - 1])


def send(resource: dict[str, Any], payload: dict[str, Any]) -> None:
    """Send a payload to a destination; one that is only a list takes everything.

    Raises:
        NotDelivered: the other side did not take it.
    """
    body = orjson.dumps(payload)
    target = (resource.get("webhook") or {}).get("url") or (resource.get("sqs") or {}).get("endpointUrl")
    if target and not may_reach(target):
        raise NotDelivered("this host is not among those that may be written to")
    if "webhook" in resource:
        _post(resource["webhook"], body)
    elif "sqs" in resource:
        endpoint = resource["sqs"].get("endpointUrl") or os.environ.get("AWS_ENDPOINT_URL_SQS")
        if endpoint:
            _queue(resource["sqs"]["arn"], endpoint, body)


def signature_of(secret: str, timestamp: str, body: bytes) -> str:
    """Return what a webhook's signature header says."""
    return "sha256=" + hmac.new(secret.encode(), f"{timestamp}.".encode() + body, sha256).hexdigest()


def _post(webhook: dict[str, Any], body: bytes) -> None:
    timestamp = str(int(clock.wall_seconds()))
    headers = {"Content-Type": "application/json", TIMESTAMP: timestamp}
    if webhook.get("secret"):
        headers[SIGNATURE] = signature_of(webhook["secret"], timestamp, body)
    # Imported here: few worlds have webhooks, and every start would wait for it.
    import requests

    try:
        answer = requests.post(
            webhook["url"], data=body, headers=headers, timeout=PATIENCE, allow_redirects=False, proxies={"all": ""}
        )
    except requests.RequestException as error:
        raise NotDelivered(type(error).__name__) from None
    if not 200 <= answer.status_code < 300:
        raise NotDelivered(f"answered {answer.status_code}")


def _queue(arn: str, endpoint: str, body: bytes) -> None:
    import boto3
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError, ClientError

    _, _, _, region, account, name = arn.split(":", 5)
    try:
        client = boto3.client(
            "sqs",
            region_name=region or "us-east-1",
            endpoint_url=endpoint,
            aws_access_key_id=os.environ.get("AWS_ACCESS_KEY_ID", "simulator"),
            aws_secret_access_key=os.environ.get("AWS_SECRET_ACCESS_KEY", "simulator"),
            config=Config(connect_timeout=PATIENCE, read_timeout=PATIENCE, retries={"max_attempts": 1}),
        )
        address = client.get_queue_url(QueueName=name, QueueOwnerAWSAccountId=account)["QueueUrl"]
        client.send_message(QueueUrl=address, MessageBody=body.decode())
    except (BotoCoreError, ClientError) as error:
        raise NotDelivered(f"{type(error).__name__}: {error}") from None
