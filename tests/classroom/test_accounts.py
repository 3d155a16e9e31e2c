"""Accounts: hashed passwords, invitations that work once, and guessing that is slowed down."""

from datetime import timedelta

import pytest

from simulator import clock
from simulator.classroom import accounts, passwords, throttle
from simulator.classroom.records import FailedSignIn, Instructor, Invitation, Learner
from simulator.cli import marketsim
from simulator.cli.speaking import spoken
from simulator.directory import directory
from simulator.errors import BadInput
from simulator.home import Home
from tests.classroom.conftest import PASSWORD, Room


def test_passwords_are_kept_as_argon2_hashes_only(room: Room) -> None:
    room.new_class(room.instructor()).join("Ana")
    with directory(room.home) as session:
        kept = [session.query(Instructor).one().password_hash, session.query(Learner).one().password_hash or ""]
    assert all(one.startswith("$argon2id$") for one in kept)
    assert PASSWORD.encode() not in room.home.directory_file.read_bytes()


def test_hashes_take_the_work_owasp_asks_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert passwords.hashed(PASSWORD).startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize(("length", "is_fine"), [(11, False), (12, True), (128, True), (129, False)])
def test_a_password_has_twelve_to_a_hundred_and_twenty_eight_characters(length: int, is_fine: bool) -> None:
    password = ("a fine pass phrase " * 7)[:length]
    if is_fine:
        assert passwords.is_right(password, passwords.hashed(password))
        return
    with pytest.raises(BadInput, match="12 to 128"):
        passwords.hashed(password)


@pytest.mark.parametrize(
    "password",
    ["x" * 12, "abababababab", "123456789012", "210987654321", "Abcdefghijkl", "qwertyuiopas", "aaaabbbbcccd"],
)
def test_what_fingers_run_along_is_no_password(password: str) -> None:
    with pytest.raises(BadInput, match="too easy to guess"):
        passwords.hashed(password)


def test_a_password_of_earlier_days_still_signs_in(room: Room) -> None:
    with directory(room.home) as session:
        old = passwords._hasher().hash("8 eight8")
        session.add(Instructor(id="old", name="Ms Old", name_key="ms old", password_hash=old, session_key="k",
                               created_at=clock.wall_now()))  # fmt: skip
    answer = room.browser().post("/sign-in", data={"name": "Ms Old", "password": "8 eight8"})
    assert answer.location == "/teach/"


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(room: Room) -> None:
    room.instructor()
    wrong = room.browser().post("/sign-in", data={"name": "Ms Ito", "password": "something else"})
    unknown = room.browser().post("/sign-in", data={"name": "Nobody", "password": "something else"})
    assert wrong.status_code == unknown.status_code == 422
    assert "Name or password is wrong." in wrong.text
    assert "Name or password is wrong." in unknown.text


def test_names_are_compared_without_case_and_outer_space(room: Room) -> None:
    room.instructor()
    answer = room.browser().post("/sign-in", data={"name": "  ms  ITO ", "password": PASSWORD})
    assert answer.location == "/teach/"


def guess(room: Room, times: int, name: str = "Ms Ito", address: str = "192.0.2.1") -> list[int]:
    form = {"name": name, "password": "not the password"}
    return [room.browser(address).post("/sign-in", data=form).status_code for _ in range(times)]


def test_the_sixth_guess_at_an_account_is_not_even_looked_at(room: Room) -> None:
    room.instructor()
    assert guess(room, 6) == [422] * throttle.MOST_PER_ACCOUNT + [429]
    right = room.browser("192.0.2.1").post("/sign-in", data={"name": "Ms Ito", "password": PASSWORD})
    assert right.status_code == 429
    assert 0 < int(right.headers["Retry-After"]) <= 901
    assert "Try again in 15 minutes." in right.text


@pytest.mark.parametrize(("later", "status"), [(timedelta(minutes=14, seconds=58), 429), (throttle.WINDOW, 303)])
def test_after_fifteen_minutes_an_account_opens_again(
    room: Room, monkeypatch: pytest.MonkeyPatch, later: timedelta, status: int
) -> None:
    room.instructor()
    guess(room, 5)
    now = clock.wall_now() + later
    monkeypatch.setattr(throttle, "wall_now", lambda: now)
    right = room.browser("192.0.2.1").post("/sign-in", data={"name": "Ms Ito", "password": PASSWORD})
    assert right.status_code == status


def test_others_guessing_from_elsewhere_does_not_lock_an_instructor_out(room: Room) -> None:
    room.instructor()
    guess(room, 6, address="192.0.2.1")
    right = room.browser("192.0.2.2").post("/sign-in", data={"name": "Ms Ito", "password": PASSWORD})
    assert right.status_code == 303


def test_one_address_cannot_try_many_accounts_or_class_codes(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "MOST_PER_ADDRESS", 12)
    statuses = [guess(room, 1, name=f"name {n}")[0] for n in range(throttle.MOST_PER_ADDRESS + 1)]
    assert statuses == [422] * throttle.MOST_PER_ADDRESS + [429]
    join = room.browser("192.0.2.1").post("/join", data={"code": "x", "nickname": "y", "password": PASSWORD})
    assert join.status_code == 429


def test_what_failed_is_kept_without_names_and_addresses(room: Room) -> None:
    guess(room, 1)
    with directory(room.home) as session:
        subjects = [row.subject for row in session.query(FailedSignIn)]
    assert subjects
    assert all(len(one) == 64 and "ito" not in one and "192" not in one for one in subjects)


def test_an_invitation_makes_one_instructor(room: Room) -> None:
    page = room.instructor().post("/teach/invitations").text
    with directory(room.home) as session:
        code = session.query(Invitation).one().code
    assert code in page
    form = {"code": f"{code[:4]} {code[4:].upper()}", "name": "Mr Berg", "password": PASSWORD}
    assert room.browser().post("/invitation", data=form).location == "/teach/"
    again = room.browser().post("/invitation", data=form | {"name": "Mr Next"})
    assert again.status_code == 422
    assert "This invitation is not valid." in again.text


def test_an_invitation_ends_after_two_weeks(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    code = accounts.invite(room.home, "Ms Ito")
    now = clock.wall_now() + accounts.INVITATION_LASTS + timedelta(seconds=1)
    monkeypatch.setattr(accounts, "wall_now", lambda: now)
    form = {"code": code, "name": "Mr Berg", "password": PASSWORD}
    assert room.browser().post("/invitation", data=form).status_code == 422


def test_a_taken_name_keeps_the_invitation(room: Room) -> None:
    room.instructor()
    code = accounts.invite(room.home, "Ms Ito")
    taken = room.browser().post("/invitation", data={"code": code, "name": "MS ITO", "password": PASSWORD})
    assert taken.status_code == 422
    assert "There is already an instructor of this name." in taken.text
    assert room.browser().post("/invitation", data={"code": code, "name": "B", "password": PASSWORD}).status_code == 303


def test_a_new_password_signs_out_everywhere(room: Room) -> None:
    browser = room.instructor()
    assert browser.get("/teach/").status_code == 200
    accounts.set_password(room.home, "Ms Ito", "another password")
    assert browser.get("/teach/").location.startswith("/sign-in")


def test_signing_out_signs_out(room: Room) -> None:
    browser = room.instructor()
    browser.post("/sign-out")
    assert browser.get("/teach/").status_code == 303


def test_a_cookie_copied_before_signing_out_opens_nothing_afterwards(room: Room) -> None:
    browser, thief = room.instructor(), room.browser()
    copied = browser.get_cookie("session")
    assert copied
    thief.set_cookie("session", copied.value)
    assert thief.get("/teach/").status_code == 200
    browser.post("/sign-out")
    assert thief.get("/teach/").location.startswith("/sign-in")


def test_signing_in_leads_back_to_this_site_only(room: Room) -> None:
    room.instructor()
    form = {"name": "Ms Ito", "password": PASSWORD}
    assert room.browser().post("/sign-in", data=form | {"next": "/rules/"}).location == "/rules/"
    assert room.browser().post("/sign-in", data=form | {"next": "//evil.example/"}).location == "/teach/"


def test_the_first_instructor_is_made_on_the_command_line(
    home: Home, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MARKETSIM_PASSWORD", PASSWORD)
    data = ["--data", str(home.path)]
    assert spoken(marketsim, ["account", "add", "Ms Ito", *data]) == 0
    assert spoken(marketsim, ["account", "add", "Ms Ito", *data]) == 1
    assert spoken(marketsim, ["account", "list", *data]) == 0
    assert spoken(marketsim, ["account", "invite", *data]) == 0
    told = capsys.readouterr()
    assert "There is already an instructor of this name." in told.err
    assert "Ms Ito  since" in told.out
    assert accounts.sign_in_instructor(home, "Ms Ito", PASSWORD, "").role == "instructor"
    assert spoken(marketsim, ["account", "remove", "Ms Ito", "--yes", *data]) == 0
    assert accounts.instructors(home) == []
