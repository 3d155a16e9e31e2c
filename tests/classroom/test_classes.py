"""A class from joining to its deletion: worlds from one seed, clocks, events, pairs, hidden names, what is kept."""

import csv
import io
import sqlite3
from contextlib import closing

import pytest

from simulator import worlds
from simulator.classroom.records import Course, Learner, SeatWorld
from simulator.directory import WorldEntry, directory, playing_worlds, world_names
from simulator.training.records import Attempt
from tests.builders import Market
from tests.classroom.conftest import PASSWORD, Class, Room


@pytest.fixture
def course(lounge: Room) -> Class:
    return lounge.new_class(lounge.browser(), seed="7")


def world(course: Class, seat: int) -> Market:
    return Market(course.room.home, course.world(seat))


def with_an_old_order(course: Class, seat: int) -> str:
    number = world(course, seat).place(released=True)
    world(course, seat).advance(hours=2)
    return number


def test_everybody_gets_the_same_world(course: Class) -> None:
    course.join("Ana")
    course.join("Ben")
    assert world(course, 1).hash() == world(course, 2).hash()
    world(course, 1).place()
    assert world(course, 1).hash() != world(course, 2).hash()


def test_who_comes_back_finds_the_own_seat(course: Class) -> None:
    course.join("Ana")
    assert course.world(1) in course.join("  ana ").get("/class/").text
    assert "1 learner" in course.page()


def test_in_classroom_mode_a_nickname_is_its_owners(room: Room) -> None:
    course = room.new_class(room.instructor())
    course.join("Ana")
    form = {"code": course.code, "nickname": "ana", "password": "another password"}
    answer = room.browser().post("/join", data=form)
    assert answer.status_code == 422
    assert "Somebody in this class has this nickname, with another password." in answer.text
    assert course.join("Ana").get("/class/").status_code == 200


@pytest.mark.parametrize(("code", "nickname", "sentence"), [
    ("nowhere", "Ana", "There is no class with this code."),
    ("{code}", "", "A name has 1 to 40 characters."),
    ("{code}", "x" * 41, "A name has 1 to 40 characters."),
])  # fmt: skip
def test_what_cannot_join_is_told_why(course: Class, code: str, nickname: str, sentence: str) -> None:
    form = {"code": code.format(code=course.code), "nickname": nickname}
    answer = course.room.browser().post("/join", data=form)
    assert answer.status_code == 422
    assert sentence in answer.text


def test_a_code_is_read_as_people_type_it(course: Class) -> None:
    code = f" {course.code[:3].upper()}-{course.code[3:]} "
    form = {"code": code, "nickname": "Ana"}
    assert course.room.browser().post("/join", data=form).location == "/class/"


def test_a_closed_class_takes_nobody_new_but_keeps_its_own(course: Class) -> None:
    course.join("Ana")
    course.post("/settings", decision="close")
    refused = course.room.browser().post("/join", data={"code": course.code, "nickname": "Ben"})
    assert "This class takes nobody new. Ask your instructor." in refused.text
    assert course.join("Ana").get("/class/").status_code == 200


def test_a_new_code_replaces_the_old_one(course: Class) -> None:
    course.post("/settings", decision="code")
    old = course.room.browser().post("/join", data={"code": course.code, "nickname": "Ana"})
    assert "There is no class with this code." in old.text


def test_stopped_clocks_stand_still_until_the_instructor_lets_them_run(course: Class) -> None:
    ana, ben = course.join("Ana"), course.join("Ben")
    clock = f"/w/{course.world(1)}/console/clock"
    ana.post(f"{clock}/play")
    course.post("/clocks", clocks="stop")
    assert playing_worlds(course.room.home) == []
    refused = ana.post(f"{clock}/next")
    assert refused.status_code == 409
    assert "Your instructor has stopped the clocks of this class." in refused.text
    page = f"http://localhost/w/{course.world(1)}/seller/"
    told = ana.post(f"{clock}/next", headers={"Referer": page}, follow_redirects=True)
    assert told.request.url == page, "the page where the button is"
    assert "Your instructor has stopped the clocks of this class." in told.text
    assert ben.get("/class/").text.count("stopped the clocks") == 1
    course.post("/clocks", clocks="run")
    assert playing_worlds(course.room.home) == [course.world(1)]
    assert ana.post(f"{clock}/pause").status_code == 303


def test_clocks_of_lessons_are_stopped_too(course: Class) -> None:
    ana = course.join("Ana")
    name = ana.post("/learn/L01/start", data={"mode": "practice"}).location.split("/")[2]
    ana.post(f"/w/{name}/console/clock/play")
    course.post("/clocks", clocks="stop")
    assert playing_worlds(course.room.home) == []
    assert ana.post(f"/w/{name}/console/clock/play").status_code == 409
    course.post("/clocks", clocks="run")
    assert playing_worlds(course.room.home) == [name]


def test_a_lost_world_is_made_anew_when_its_learner_comes(course: Class) -> None:
    ana = course.join("Ana")
    worlds.remove(course.room.home, course.world(1))
    ana.get("/class/")
    assert ana.get(f"/w/{course.world(1)}/seller/").status_code == 200


def test_what_the_instructor_lets_happen_happens_in_every_world(course: Class) -> None:
    course.join("Ana")
    course.join("Ben")
    page = course.post("/event", event="order")
    assert "It happened in 2 worlds." in page
    assert [world(course, seat).kinds().count("order-placed") for seat in (1, 2)] == [1, 1]


@pytest.mark.parametrize(("event", "kind"), [("request", "cancellation-requested"), ("message", "message-sent")])
def test_a_buyer_of_the_oldest_open_order_acts(course: Class, event: str, kind: str) -> None:
    course.join("Ana")
    number = with_an_old_order(course, 1)
    world(course, 1).place(released=True)
    course.post("/event", event=event, seat="1")
    assert kind in world(course, 1).kinds(number)


def test_where_it_cannot_happen_the_reason_is_told_and_others_go_on(course: Class) -> None:
    course.join("Ana")
    course.join("Ben")
    with_an_old_order(course, 2)
    page = course.post("/event", event="request")
    assert "It happened in 1 world." in page
    assert f"Not in {course.world(1)}: There is no order to which this could happen." in page


def test_one_world_or_all_go_back_to_their_beginning(course: Class) -> None:
    for name in ("Ana", "Ben"):
        course.join(name)
    new = world(course, 1).hash()
    for seat in (1, 2):
        world(course, seat).place()
    course.post("/reset", seat="1")
    assert world(course, 1).hash() == new
    assert world(course, 2).hash() != new
    assert "Reset all worlds of Monday?" in course.post("/reset")
    assert world(course, 2).hash() != new
    course.post("/reset", confirmed="yes")
    assert world(course, 2).hash() == new


def test_of_a_pair_one_buys_and_one_sells(course: Class) -> None:
    ana, ben = course.join("Ana"), course.join("Ben")
    course.post("/pairs", buyer="1", seller="2")
    shared = f"/w/class-{course.id}-1-2"
    assert [ana.get(f"{shared}{page}").status_code for page in ("/orders", "/seller/")] == [200, 403]
    assert [ben.get(f"{shared}{page}").status_code for page in ("/orders", "/seller/")] == [403, 200]
    assert "You buy, Ben sells." in ana.get("/class/").text
    course.post(f"/pairs/class-{course.id}-1-2/swap")
    assert ana.get(f"{shared}/seller/").status_code == 200
    course.post(f"/pairs/class-{course.id}-1-2/part")
    assert not course.room.home.has(f"class-{course.id}-1-2")


def test_everybody_is_paired_with_a_neighbor(course: Class) -> None:
    for name in ("Ana", "Ben", "Cho", "Dee", "Eli"):
        course.join(name)
    assert "2 pairs were made." in course.post("/pairs", everybody="yes")
    taken = course.teacher.post(f"{course.url}/pairs", data={"buyer": "1", "seller": "5"})
    assert taken.status_code == 422
    assert "Ana is in a pair already." in taken.text


def test_hidden_names_are_hidden_everywhere(course: Class) -> None:
    course.join("Anastasia")
    course.join("Benedict")
    course.post("/settings", decision="hide")
    course.post("/pairs", everybody="yes")
    pages = [course.page(path) for path in ("/", "/pairs", "/learners/1/", "/board", "/board.csv", "/settings")]
    assert all("Anastasia" not in page and "Benedict" not in page for page in pages)
    assert "Learner 1" in pages[0]


def tried(course: Class, lesson: str, score: int, trap: str = "") -> None:
    with directory(course.room.home) as session:
        learner = session.query(Learner).filter_by(seat=1, class_id=course.id).one()
        now = learner.joined_at
        session.add(
            Attempt(
                id=lesson, profile=learner.id, lesson=lesson, mode="practice", seed=1, world=f"learn-{lesson}",
                started_at=now, progress_at=now, finished_at=now, score=score, passed=score >= 80, last_trap=trap,
                hints=[], predictions={}, answers={},
            )
        )  # fmt: skip


def test_the_csv_file_has_a_line_for_each_lesson_begun(course: Class) -> None:
    course.join("=cmd()")
    tried(course, "L01", 85)
    tried(course, "L03", 40, "ignored")
    rows = list(csv.DictReader(io.StringIO(course.page("/board.csv"))))
    assert [(row["lesson"], row["best_score"], row["passed"], row["last_trap"]) for row in rows] == [
        ("L01", "85", "yes", ""),
        ("L03", "40", "no", "ignored"),
    ]
    assert rows[0]["learner"] == "'=cmd()"


def test_released_hints_and_chosen_lessons_reach_the_learner(course: Class) -> None:
    learner = course.join("Ana")
    course.teacher.post(f"{course.url}/settings", data={"decision": "lessons", "lesson": ["L01", "L05"]})
    course.teacher.post(f"{course.url}/settings", data={"decision": "hints", "hint": ["L01"]})
    page = learner.get("/learn/").text
    assert "An official request" in page
    assert "The payment that failed" not in page
    with directory(course.room.home) as session:
        assert session.query(Course).one().free_hints == ["L01"]


def test_a_lesson_of_a_learner_shows_on_the_board_and_is_nobody_elses(room: Room) -> None:
    course = room.new_class(room.instructor())
    ana, ben = course.join("Ana"), course.join("Ben")
    place = ana.post("/learn/L01/start", data={"mode": "practice"}).location
    assert ana.get(place).status_code == 200
    assert ben.get(place).status_code == 404
    assert course.teacher.get(place).status_code == 200
    name = place.split("/")[2]
    assert course.teacher.post(f"/w/{name}/console/clock/play").status_code == 403
    assert ana.post(f"/w/{name}/console/clock/play").status_code == 303
    assert "under way" in course.page("/board")
    assert name in course.page("/learners/1/")


def test_the_instructor_reads_in_words_what_went_wrong(course: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simulator.classroom.board.MANY_ATTEMPTS", 1)
    course.join("Ana")
    tried(course, "L05", 0, "canceled-a-parcel-on-its-way")
    for page in ("/board", "/learners/1/"):
        assert "You canceled although the parcel had left." in course.page(page)


def test_a_look_over_the_shoulder_shows_events_and_refusals_and_no_other_world(course: Class) -> None:
    course.join("Ana")
    course.join("Ben")
    number = world(course, 1).place()
    world(course, 1).refused("seller-cancel", number, reason="NoInventory")
    page = course.page(f"/learners/1/timeline?world={course.world(1)}")
    assert number in page
    assert "Refused" in page
    assert course.teacher.get(f"{course.url}/learners/1/?world={course.world(2)}").status_code == 404


def test_who_leaves_takes_everything_along(course: Class) -> None:
    ana = course.join("Ana")
    course.join("Ben")
    course.post("/pairs", everybody="yes")
    tried(course, "L01", 85)
    assert "Leave Monday?" in ana.post("/class/leave").text
    ana.post("/class/leave", data={"confirmed": "yes"})
    assert ana.get("/class/").status_code == 303
    assert world_names(course.room.home) == [course.world(2)]
    assert kept(course, "Ana") == (0, 0)


def test_with_the_class_everything_of_its_learners_goes(course: Class) -> None:
    other = course.room.new_class(course.teacher, "Tuesday")
    for name in ("Ana", "Ben"):
        course.join(name)
    other.join("Cho")
    tried(course, "L01", 85)
    refused = course.teacher.post(f"{course.url}/delete", data={"delete_name": "monday"})
    assert refused.status_code == 422
    course.teacher.post(f"{course.url}/delete", data={"delete_name": "Monday"})
    assert world_names(course.room.home) == [other.world(1)]
    assert kept(course, "Ana") == (0, 0)
    with directory(course.room.home) as session:
        assert session.query(Course).count() == session.query(Learner).count() == session.query(SeatWorld).count() == 1
    assert b"Ben" not in dump(course.room)


def test_nothing_of_a_deleted_class_stays_in_the_files_of_a_running_server(course: Class) -> None:
    file = course.room.home.directory_file
    with closing(sqlite3.connect(file)) as kept_open:
        course.join("Zyxwvuts")
        kept_open.execute("SELECT count(*) FROM learners").fetchone()
        assert any(b"Zyxwvuts" in one.read_bytes() for one in file.parent.glob("directory.db*"))
        course.teacher.post(f"{course.url}/delete", data={"delete_name": "Monday"})
        assert not [
            one for one in course.room.home.path.rglob("*") if one.is_file() and b"Zyxwvuts" in one.read_bytes()
        ]


def kept(course: Class, nickname: str) -> tuple[int, int]:
    with directory(course.room.home) as session:
        learners = session.query(Learner).filter_by(nickname=nickname).count()
        return learners, session.query(Attempt).count()


def dump(room: Room) -> bytes:
    with directory(room.home) as session:
        rows = [*session.query(Learner), *session.query(SeatWorld), *session.query(WorldEntry)]
        return repr([{k: v for k, v in vars(row).items() if k[0] != "_"} for row in rows]).encode()


def test_a_learner_who_forgot_the_password_gets_a_new_one(room: Room) -> None:
    course = room.new_class(room.instructor())
    old = course.join("Ana")
    page = course.post("/learners/1/password")
    password = page.split('class="code">')[1].split("<")[0]
    assert old.get("/class/").status_code == 303
    refused = room.browser().post("/join", data={"code": course.code, "nickname": "Ana", "password": PASSWORD})
    assert refused.status_code == 422
    assert course.join("Ana", password).get("/class/").status_code == 200


def test_a_removed_learner_is_asked_about_first(course: Class) -> None:
    course.join("Ana")
    assert "Remove Ana?" in course.post("/learners/1/remove")
    assert "Ana is no longer in this class." in course.post("/learners/1/remove", confirmed="yes")
    assert not course.room.home.has(course.world(1))
