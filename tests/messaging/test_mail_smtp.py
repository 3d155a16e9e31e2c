"""Mail that also leaves the house: at least once, under the same id, and never from inside the world's transaction."""

import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope, Session

from messaging.mail import mail_list
from messaging.smtp import Server, as_email, deliver_new
from simulator import worlds
from simulator.errors import BadInput
from tests.builders import Market
from tests.messaging.talk import Talk


class Catcher:
    """A mail server that keeps what it takes; `answers` are given first, then 250."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.answers: list[str] = []

    async def handle_DATA(self, server: object, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.answers:
            return self.answers.pop(0)
        assert isinstance(envelope.content, bytes)
        found = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(found, EmailMessage)
        self.taken.append(found)
        return "250 OK"

    @property
    def ids(self) -> list[str]:
        return [str(one["Message-ID"]) for one in self.taken]


@pytest.fixture
def catcher() -> Catcher:
    return Catcher()


@pytest.fixture
def url(catcher: Catcher) -> Iterator[str]:
    # Port 0 is what the controller cannot wait for itself, so a free one is found first.
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(catcher, hostname="127.0.0.1", port=port)
    controller.start()
    yield f"smtp://127.0.0.1:{port}"
    controller.stop()


def deliver(market: Market, url: str) -> int:
    return deliver_new(market.home, market.name, url)


def test_new_mail_goes_once(market: Market, talk: Talk, catcher: Catcher, url: str) -> None:
    assert deliver(market, url) == 0
    order = market.place(released=True)
    talk.buyer_writes(order, "When does it arrive?")
    assert deliver(market, url) == 4
    assert deliver(market, url) == 0
    last = catcher.taken[-1]
    assert str(last["Subject"]).startswith("Inquiry from Millpond customer ")
    assert str(last["Date"]) == "Mon, 02 Mar 2026 17:00:00 +0000"
    plain, html = last.get_body(("plain",)), last.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert "When does it arrive?" in plain.get_content()
    assert "When does it arrive?" in html.get_content()


def test_handing_mail_over_changes_nothing_in_the_world(market: Market, url: str) -> None:
    market.place(released=True)
    before = market.hash()
    assert deliver(market, url) == 3
    assert market.hash() == before


def test_mail_waits_for_a_server_that_is_down(market: Market, catcher: Catcher, url: str) -> None:
    market.place(released=True)
    assert deliver(market, "smtp://127.0.0.1:1") == 0
    assert deliver(market, url) == 3
    assert len(catcher.taken) == 3


def test_mail_that_the_server_defers_goes_again_under_the_same_id(market: Market, catcher: Catcher, url: str) -> None:
    market.place(released=True)
    with market.reading() as moment:
        expected = [str(as_email(one, market.name)["Message-ID"]) for one in mail_list(moment)]
    catcher.answers = ["451 try again"]
    assert deliver(market, url) == 0
    assert deliver(market, url) == 3
    assert catcher.ids == expected
    assert len(set(expected)) == 3


def test_mail_that_the_server_never_takes_holds_nobody_up(market: Market, catcher: Catcher, url: str) -> None:
    market.place(released=True)
    catcher.answers = ["550 not this one"]
    assert deliver(market, url) == 2
    assert deliver(market, url) == 0


def test_a_stop_between_handing_over_and_noting_sends_the_same_mail_again(
    market: Market, catcher: Catcher, url: str
) -> None:
    market.place(released=True)
    deliver(market, url)
    noted = market.home.folder(market.name) / "smtp.json"
    noted.write_text('{"generation": 0, "last": 2}')
    market.home.publish(noted)
    assert deliver(market, url) == 1
    assert catcher.ids[-1] == catcher.ids[-2]


def test_after_a_reset_only_what_is_new_goes(market: Market, talk: Talk, catcher: Catcher, url: str) -> None:
    market.place(released=True)
    deliver(market, url)
    fork = market.fork("copy")
    assert deliver(fork, url) == 0
    market.reset()
    assert deliver(market, url) == 0
    market.place()
    assert deliver(market, url) == 1


@pytest.mark.parametrize(("fault", "times"), [("error_rate", 0), ("duplicate_rate", 2)])
def test_faults_lose_or_double_mail_on_its_way_and_leave_the_mailbox_alone(
    market: Market, catcher: Catcher, url: str, fault: str, times: int
) -> None:
    market.place(released=True)
    whole = market.hash()
    market.sql("UPDATE world SET faults = ?", f'{{"mail": {{"{fault}": 1.0, "latency_ms": 1}}}}')
    assert deliver(market, url) == 3 * times
    assert len(catcher.ids) == 3 * times
    assert len(market.mail()) == 3
    assert market.hash() == whole
    market.sql("UPDATE world SET faults = '{}'")
    market.place()
    assert deliver(market, url) == 1


@pytest.mark.parametrize("wrong", ["", "localhost:25", "http://127.0.0.1:25", "smtp://", "smtp://host:port"])
def test_what_is_no_mail_server_is_said_so(wrong: str) -> None:
    with pytest.raises(BadInput) as refused:
        Server.at(wrong)
    assert refused.value.field == "smtp_url"


def test_a_mail_server_may_want_encryption_and_a_password() -> None:
    assert Server.at("smtps://me:p%40ss@mail.example") == Server("smtps", "mail.example", 465, "me", "p@ss")
    assert Server.at("smtp+starttls://mail.example:2525").port == 2525


def test_mail_of_a_world_that_is_deleted_meanwhile_leaves_its_name_free(
    market: Market, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, name = market.home, market.name
    deliver(market, url)
    market.place(released=True)

    def deleted_meanwhile(*_: object) -> int:
        if home.has(name):
            worlds.remove(home, name)
        return 1

    monkeypatch.setattr("messaging.smtp._hand_over", deleted_meanwhile)
    assert deliver(market, url) > 0
    assert not home.is_taken(name)
    assert Market.new(home, name).events() == []
