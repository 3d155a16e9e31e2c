"""Settings of an installation, from variables."""

from pathlib import Path
from typing import get_type_hints

import pytest

from simulator.config import Config, Told
from simulator.errors import BadInput


def test_without_variables_an_installation_is_local_and_on_loopback() -> None:
    config = Config.from_environment({})
    assert (config.is_local, config.host, config.port, config.data) == (True, "127.0.0.1", 5000, Path("instance"))


def test_variables_are_read_and_what_is_given_wins() -> None:
    config = Config.from_environment(
        {"MARKETSIM_PORT": "5050", "MARKETSIM_DATA": "/worlds", "MARKETSIM_HOSTS": "a.example, B.example"},
        port=6000,
        host=None,
    )
    assert (config.port, config.data, config.hosts) == (6000, Path("/worlds"), ("a.example", "b.example"))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("PORT", "many"),
        ("PORT", "65536"),
        ("WORKERS", "0"),
        ("MODE", "school"),
        ("EXPIRE_IDLE_DAYS", "-1"),
    ],
)
def test_a_variable_that_makes_no_sense_is_named(name: str, text: str) -> None:
    with pytest.raises(BadInput, match=f"MARKETSIM_{name}"):
        Config.from_environment({f"MARKETSIM_{name}": text})


def test_classroom_mode_needs_a_token_for_the_control_api() -> None:
    with pytest.raises(BadInput, match="MARKETSIM_CONTROL_TOKEN"):
        Config.from_environment({"MARKETSIM_MODE": "classroom"})
    assert not Config.from_environment({"MARKETSIM_MODE": "classroom", "MARKETSIM_CONTROL_TOKEN": "short"}).is_local


@pytest.mark.parametrize("mode", ["local", "classroom"])
def test_a_short_token_is_for_this_machine_only(mode: str) -> None:
    told = {"MARKETSIM_MODE": mode, "MARKETSIM_HOST": "0.0.0.0"}
    with pytest.raises(BadInput, match="at least 16"):
        Config.from_environment(told | {"MARKETSIM_CONTROL_TOKEN": "0123456789abcde"})
    assert Config.from_environment(told | {"MARKETSIM_CONTROL_TOKEN": "0123456789abcdef"}).control_token
    assert Config.from_environment({"MARKETSIM_MODE": mode, "MARKETSIM_CONTROL_TOKEN": "short"}).control_token


def test_every_setting_says_what_it_is_for() -> None:
    told = {name: kind.__metadata__[0] for name, kind in get_type_hints(Config, include_extras=True).items()}
    assert all(isinstance(one, Told) and one.sentence.endswith(".") for one in told.values())


def test_every_setting_stands_in_the_documentation() -> None:
    page = (Path(__file__).parent.parent / "docs" / "cli.md").read_text("utf-8")
    told = {name: kind.__metadata__[0] for name, kind in get_type_hints(Config, include_extras=True).items()}
    assert [name for name, one in told.items() if f"`MARKETSIM_{name.upper()}`" not in page] == []
    assert [name for name, one in told.items() if one.sentence.rstrip(".") not in page] == []
