"""A package on a learning platform, played in a browser: the score arrives there by itself."""

import io
import threading
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from simulator.training import course
from simulator.training.packaging import package
from tests.browser.conftest import Site
from tests.browser.learner import Learner

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
PLATFORM = """<!doctype html><title>Platform</title><script>
var kept = {};
var API = {LMSInitialize: function () { return "true"; }, LMSFinish: function () { return "true"; },
  LMSCommit: function () { return "true"; }, LMSGetValue: function (name) { return kept[name] || ""; },
  LMSSetValue: function (name, value) { kept[name] = value; return "true"; }};
</script><iframe src="index.html" title="Lesson" width="600" height="500"></iframe>"""


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder and says nothing."""

    def log_message(self, *said: object) -> None:
        """Say nothing."""


@pytest.fixture
def platform(site: Site, tmp_path: Path) -> Iterator[str]:
    """A learning platform into which the package of L14 was put."""
    zipfile.ZipFile(io.BytesIO(package(course.lesson("L14"), site.root))).extractall(tmp_path)
    (tmp_path / "platform.html").write_text(PLATFORM)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/platform.html"
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_score_of_a_lesson_arrives_at_the_platform(site: Site, visit: Visit, platform: str) -> None:
    page = visit()
    page.goto(platform)
    frame = page.frame_locator("iframe")
    with page.context.expect_page() as opened:
        frame.get_by_role("button", name="Open the lesson").click()
    learner = Learner(opened.value, site.root, "Seven days late")
    learner.page.get_by_role("radio", name="Watch").check()
    learner.page.get_by_role("radio", name="Practice").check()
    learner.page.get_by_role("button", name="Start").click()
    learner.finish("No")
    expect(frame.get_by_role("status")).to_contain_text(f"Your score is {learner.score} of 100", timeout=15_000)
    kept = page.evaluate("kept")
    assert kept["cmi.core.score.raw"] == learner.score
    assert kept["cmi.core.lesson_status"] == "failed"
    assert len(kept["cmi.suspend_data"]) == 32
