"""How often one may ask in classroom mode: a bucket for each who is signed in, one for each address of the others.

A bucket holds so many answers at once and fills up again at so many a second; who finds it empty is told to wait. Each
server process keeps buckets of its own, in memory: this is against being flooded, not a plan of usage. A class may sit
behind one address, so that an address gets more. Pictures, styles and the interfaces of programs are not counted.
"""

from collections import OrderedDict
from dataclasses import dataclass
from math import ceil
from threading import Lock

from flask import Flask, make_response, request, session
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import TooManyRequests

from simulator import clock
from simulator.classroom.pages.visitor import address
from simulator.shell.error_pages import error_page

# Seconds of answers that a full bucket holds: a page with all its parts, and a few more.
DEPTH = 10.0
# How much more an address gets than a person.
CLASS_SIZE = 60
# Buckets kept; one forgotten is a full one.
MOST = 10_000
UNCOUNTED = ("/static/", "/learn/static/")


@dataclass
class Bucket:
    """What is left for somebody, and when that was reckoned."""

    left: float
    at: float


class Pace:
    """The buckets of one server process."""

    def __init__(self, rate: float) -> None:
        self._rate, self._guard = rate, Lock()
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def wait(self, who: str, share: int, now: float) -> float:
        """Take an answer out of somebody's bucket; return the seconds to wait if there is none."""
        rate = self._rate * share
        with self._guard:
            one = self._buckets.pop(who, None) or Bucket(rate * DEPTH, now)
            one.left, one.at = min(one.left + (now - one.at) * rate, rate * DEPTH), now
            self._buckets[who] = one
            while len(self._buckets) > MOST:
                self._buckets.popitem(last=False)
            if one.left < 1:
                return (1 - one.left) / rate
            one.left -= 1
            return 0.0


def init_pace(app: Flask) -> None:
    """Count the requests of people, where people sign in."""
    rate = float(app.config.get("RATE") or 0)
    if not rate or app.config["MODE"] == "local":
        return
    pace = Pace(rate)

    @app.before_request
    def keep_pace() -> ResponseReturnValue | None:
        is_machine = app.extensions["classroom-machines"](request.path)
        if is_machine or request.path.startswith(UNCOUNTED):
            return None
        person = session.get("learner") or session.get("instructor")
        wait = pace.wait(str(person or address()), 1 if person else CLASS_SIZE, clock.stopwatch())
        if not wait:
            return None
        answer = make_response(error_page(TooManyRequests()))
        answer.headers["Retry-After"] = str(ceil(wait))
        return answer
