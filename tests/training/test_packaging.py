"""A lesson as a package for learning platforms, and the score it asks for."""

import io
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from simulator.app import create_app
from simulator.cli import marketsim
from simulator.errors import BadInput
from simulator.home import Home
from simulator.training import attempts, course
from simulator.training.packaging import note_key, package, result
from tests.training.learning import failed, solved

KEY, ROOT = "0123456789abcdef" * 2, "https://market.example/"
SPACE = {"cp": "http://www.imsproject.org/xsd/imscp_rootv1p1p2", "adl": "http://www.adlnet.org/xsd/adlcp_rootv1p2"}


@pytest.fixture
def client(home: Home) -> FlaskClient:
    return create_app(home.path, WTF_CSRF_ENABLED=False).test_client()


def test_a_package_names_its_page_its_files_and_the_score_that_passes() -> None:
    archive = zipfile.ZipFile(io.BytesIO(package(course.lesson("L01"), ROOT)))
    manifest = ET.fromstring(archive.read("imsmanifest.xml"))
    assert manifest.findtext("cp:metadata/cp:schemaversion", namespaces=SPACE) == "1.2"
    assert manifest.findtext(".//adl:masteryscore", namespaces=SPACE) == "80"
    files = {one.get("href") for one in manifest.iterfind(".//cp:file", SPACE)}
    assert files | {"imsmanifest.xml"} == set(archive.namelist())
    page = archive.read("index.html").decode()
    assert 'data-root="https://market.example"' in page
    assert "<h1>An official request</h1>" in page
    assert package(course.lesson("L01"), ROOT) == package(course.lesson("L01"), ROOT)


@pytest.mark.parametrize("root", ["market.example", "ftp://market.example", "https://market.example/?a=1"])
def test_a_package_needs_an_address_to_play_at(root: str) -> None:
    with pytest.raises(BadInput, match="Say where the simulator is reached"):
        package(course.lesson("L01"), root)


def test_the_command_writes_a_package(tmp_path: Path) -> None:
    told = ["lesson", "scorm", "L01", "--root", ROOT, "--output", str(tmp_path / "one.zip")]
    assert CliRunner().invoke(marketsim, told).exit_code == 0
    assert zipfile.is_zipfile(tmp_path / "one.zip")


def test_a_platform_learns_the_best_score_of_whoever_opened_the_lesson(home: Home) -> None:
    assert note_key(home, KEY, "somebody", "L01")
    assert result(home, KEY) == {"score": None, "passed": False}
    failed(home, "L01", "no-inventory")
    assert result(home, KEY) == {"score": 25, "passed": False}
    solved(home, "L01")
    assert result(home, KEY) == {"score": 100, "passed": True}
    assert note_key(home, KEY, "another", "L01")
    assert result(home, KEY)["score"] == 100, "a key stays with whoever had it first"
    attempts.clear(home, "somebody")
    assert result(home, KEY) == {"score": None, "passed": False}


def test_a_page_elsewhere_may_ask_by_its_key_alone(client: FlaskClient) -> None:
    assert client.get(f"/learn/L01?report={KEY}").status_code == 200
    answer = client.get(f"/learn/results/{KEY}.json")
    assert answer.json == {"score": None, "passed": False}
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert client.get("/learn/results/nonsense.json").status_code == 404
    assert client.get("/learn/L01?report=nonsense").status_code == 200
