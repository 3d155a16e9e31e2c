"""How a learner comes in from a platform: sent there to say who they are, brought back with a token, let in once.

A sign-in begins here and is signed, so that nobody else can begin it; it is good for ten minutes and for one use. Knows
no page and no cookie. Assumed: the duration.
"""

import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import blake2b
from urllib.parse import urlencode, urlsplit

from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy import delete

from simulator import clock
from simulator.classroom import classes
from simulator.classroom.accounts import Proof
from simulator.classroom.lti.grades import expect
from simulator.classroom.lti.keys import KeyRing
from simulator.classroom.lti.messages import Launch, read_launch
from simulator.classroom.lti.platforms import Platform, Platforms
from simulator.classroom.records import Learner, UsedLaunch
from simulator.directory import directory, installation_secret
from simulator.errors import BadInput
from simulator.home import Home
from simulator.training import course

LASTS = timedelta(minutes=10)


def over(field: str) -> BadInput:
    """Say that a sign-in cannot be gone on with."""
    return BadInput(
        field, "This sign-in is over. Open the lesson from your learning platform again, in a window of its own."
    )


@dataclass(frozen=True)
class Begun:
    """A sign-in that was begun: where the browser goes, and what it is to bring back."""

    address: str
    mark: str


@dataclass
class Gate:
    """The way in from all platforms of one installation that is reached at `root`."""

    home: Home
    platforms: Platforms
    root: str
    rings: dict[str, KeyRing] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rings = {name: KeyRing(one) for name, one in self.platforms.known.items()}

    def begin(self, issuer: str, client_id: str, login_hint: str, message_hint: str) -> Begun:
        """Send a browser to its platform.

        Raises:
            BadInput: no such platform is known.
        """
        platform = self.platforms.asked(issuer, client_id)
        if platform is None:
            raise BadInput("iss", "This learning platform is not known here. Ask your instructor.")
        mark = secrets.token_hex(16)
        asked = {
            "scope": "openid", "response_type": "id_token", "response_mode": "form_post", "prompt": "none",
            "client_id": platform.client_id, "redirect_uri": f"{self.root}/lti/launch", "login_hint": login_hint,
            "state": self._signer("state").dumps([platform.name, mark]), "nonce": self._nonce(mark),
        } | ({"lti_message_hint": message_hint} if message_hint else {})  # fmt: skip
        joint = "&" if urlsplit(platform.login).query else "?"
        return Begun(f"{platform.login}{joint}{urlencode(asked)}", mark)

    def launch(self, state: str, token: str, address: str) -> str:
        """Take what a platform says of a learner; return the ticket with which their browser comes in.

        Raises:
            BadInput: the message is not accepted, or the class takes nobody.
            NotFound: there is no such lesson.
        """
        name, mark = self._read("state", state)
        platform = self.platforms.known.get(name)
        if platform is None:
            raise over("state")
        told = read_launch(platform, self.rings[name], token, self._nonce(mark))
        lesson = course.lesson(told.lesson)
        self._use(mark)
        proof = classes.join(self.home, platform.class_code, self._pseudonym(platform, told), None, address)
        expect(self.home, platform, told, proof.id)
        return self._signer("ticket").dumps([proof.id, mark, lesson.id])

    def marked(self, ticket: str) -> tuple[str, str, str]:
        """Return a ticket's learner, the mark their browser must bring, and the lesson.

        Raises:
            BadInput: it is none, or too old.
        """
        learner, mark, lesson = self._read("ticket", ticket)
        return learner, mark, lesson

    def proof(self, learner_id: str) -> Proof:
        """Return what a learner's browser keeps of the sign-in."""
        with directory(self.home, looking=True) as records:
            learner = records.get(Learner, learner_id)
        if learner is None:
            raise over("ticket")
        return Proof("learner", learner.id, learner.session_key)

    def _use(self, mark: str) -> None:
        now = clock.wall_now()
        with directory(self.home) as records:
            records.execute(delete(UsedLaunch).where(UsedLaunch.until < now))
            if records.get(UsedLaunch, mark) is not None:
                raise over("state")
            # A second more than it could be used for.
            records.add(UsedLaunch(id=mark, until=now + LASTS + timedelta(seconds=1)))

    def _read(self, kind: str, text: str) -> list[str]:
        try:
            found: list[str] = self._signer(kind).loads(text, max_age=int(LASTS.total_seconds()))
        except BadSignature:
            raise over(kind) from None
        return found

    def _signer(self, kind: str) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(installation_secret(self.home), salt=f"lti {kind}")

    def _nonce(self, mark: str) -> str:
        """Return what the token must say again; only we know it from the mark."""
        return self._keyed("nonce", mark)

    def _pseudonym(self, platform: Platform, told: Launch) -> str:
        """Name a learner: always the same, not to be guessed, and not to be traced back."""
        return f"LTI {self._keyed('learner', platform.issuer, told.user)[:16]}"

    def _keyed(self, *parts: str) -> str:
        key = installation_secret(self.home).encode()[:64]
        return blake2b("\n".join(parts).encode(), key=key, digest_size=20).hexdigest()
