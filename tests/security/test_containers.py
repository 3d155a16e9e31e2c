"""The container files say what the product says; no engine runs them here, so they are read."""

import re

import yaml

from simulator.config import PREFIX, Config
from tests.house import ROOT

DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
INSTRUCTIONS = {
    "FROM", "WORKDIR", "COPY", "RUN", "LABEL", "ENV", "USER", "VOLUME", "EXPOSE", "STOPSIGNAL", "HEALTHCHECK", "CMD",
}  # fmt: skip


def instructions() -> list[tuple[str, str]]:
    joined = re.sub(r"\\\n\s*", " ", DOCKERFILE)
    lines = [line for line in joined.splitlines() if line and not line.startswith("#")]
    return [(line.split()[0], line.partition(" ")[2]) for line in lines]


def test_every_instruction_is_one_that_exists() -> None:
    assert {name for name, _ in instructions()} <= INSTRUCTIONS
    assert [name for name, _ in instructions()].count("CMD") == 1


def test_what_is_copied_is_in_the_repository_and_images_are_pinned() -> None:
    images = [told for name, told in instructions() if name == "FROM"]
    assert all(re.match(r"[\w./-]+:\d[\w.-]*", image) for image in images)
    assert all((ROOT / file).exists() for file in re.findall(r"\.ci/[\w.-]+", DOCKERFILE))


def test_the_server_is_no_root_and_keeps_its_worlds_in_a_volume() -> None:
    told = dict(instructions())
    assert told["USER"] == "10001"
    assert "useradd --system --uid 10001" in DOCKERFILE
    assert told["VOLUME"] == "/data"
    assert COMPOSE["services"]["app"]["volumes"] == ["worlds:/data"]
    assert "worlds" in COMPOSE["volumes"]


def test_every_variable_is_a_setting_of_the_product() -> None:
    named = set(re.findall(rf"\b{PREFIX}(\w+)=", DOCKERFILE))
    named |= {name.removeprefix(PREFIX) for name in COMPOSE["services"]["app"]["environment"] if name != "PGPASSWORD"}
    assert named
    assert {name.lower() for name in named} <= set(Config.__dataclass_fields__)


def test_nothing_is_reachable_from_other_machines_unless_somebody_says_so() -> None:
    ports = [port for service in COMPOSE["services"].values() for port in service.get("ports", [])]
    assert all(port.startswith("127.0.0.1:") for port in ports)
