"""A lesson as a SCORM 1.2 package: one page that opens the simulator and reports the score to a learning platform.

The page lies on the platform, on an address that is not ours. It makes up a key, opens the lesson with it, and asks
under that key how the lesson went; nothing else can be read by it. Knows no page of ours.
"""

import io
import re
import zipfile
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from sqlalchemy import select

from simulator import clock
from simulator.config import is_root
from simulator.directory import directory
from simulator.errors import BadInput, NotFound
from simulator.home import Home
from simulator.training.lesson import Lesson
from simulator.training.records import Attempt, ReportKey

PARTS = Path(__file__).parent / "templates" / "scorm"
FILES = ("imsmanifest.xml", "index.html", "report.js")
KEY = re.compile(r"[0-9a-f]{32}")
# Every package of a lesson is the same, bit by bit.
WRITTEN = (1980, 1, 1, 0, 0, 0)


def package(lesson: Lesson, root: str) -> bytes:
    """Return the package of a lesson that is played at `root`.

    Raises:
        BadInput: the address is none.
    """
    if not is_root(root):
        raise BadInput("root", "Say where the simulator is reached, such as https://sim.example.")
    words = {"lesson": lesson.id, "title": lesson.title, "root": root.rstrip("/"), "mastery": str(lesson.pass_at)}
    told = {name: escape(value) for name, value in words.items()}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in FILES:
            text = (PARTS / name).read_text("utf-8")
            filled = text if name.endswith(".js") else Template(text).substitute(told)
            archive.writestr(zipfile.ZipInfo(name, WRITTEN), filled, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def note_key(home: Home, key: str, profile: str, lesson: str) -> bool:
    """Remember for whom a package asks; a key that is none, or somebody's already, is left alone."""
    if not KEY.fullmatch(key):
        return False
    with directory(home) as records:
        if records.get(ReportKey, key) is None:
            records.add(ReportKey(key=key, profile=profile, lesson=lesson, asked_at=clock.wall_now()))
    return True


def result(home: Home, key: str) -> dict[str, Any]:
    """Return how the lesson went for whoever a package asks for: the best score since, or none.

    Raises:
        NotFound: no package has such a key.
    """
    if not KEY.fullmatch(key):
        raise NotFound("There are no results under this key.")
    nothing = {"score": None, "passed": False}
    with directory(home, looking=True) as records:
        asked = records.get(ReportKey, key)
        if asked is None:
            return nothing
        query = select(Attempt.score, Attempt.passed).where(
            Attempt.profile == asked.profile,
            Attempt.lesson == asked.lesson,
            Attempt.score.is_not(None),
            Attempt.finished_at >= asked.asked_at,
        )
        best = records.execute(query.order_by(Attempt.passed.desc(), Attempt.score.desc())).first()
    return nothing if best is None else {"score": best.score, "passed": best.passed}
