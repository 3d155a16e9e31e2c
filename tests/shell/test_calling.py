"""Templates call macros, functions and everything else as Jinja would."""

from typing import Any

import pytest
from flask import Flask
from jinja2 import Environment, pass_context, pass_environment, pass_eval_context
from jinja2.nodes import EvalContext
from jinja2.runtime import Context

from simulator.shell.calling import QuickContext, QuickEnvironment


class Adder:
    """Something that can be called and is no function."""

    def __call__(self, one: int, other: int = 1) -> int:
        return one + other


@pass_context
def seen(context: Context, name: str) -> Any:
    return context[name]


@pass_eval_context
def escapes(asked: EvalContext) -> bool:
    return bool(asked.autoescape)


@pass_environment
def kind(environment: Environment) -> str:
    return type(environment).__name__


def ended() -> None:
    next(iter(()))


TEMPLATES = {
    "{% macro bold(text, tone='x') %}<b {{ tone }}>{{ text }}{{ caller() if caller }}</b>{% endmacro %}"
    "{{ bold('<') }}{{ bold('a', tone='y') }}{% call bold('c') %}inside{% endcall %}": "<b x>&lt;</b><b y>a</b>"
    "<b x>cinside</b>",
    "{% for n in range(2) %}{% set twice = n * 2 %}{{ seen('twice') }}{% endfor %}": "02",
    "{{ escapes() }} {{ kind() }} {{ add(2) }} {{ add(2, other=3) }} {{ 'ab'.upper() }}": "True Environment 3 5 AB",
    "{{ ended() }}.": ".",
}


@pytest.fixture(params=[Context, QuickContext])
def environment(request: pytest.FixtureRequest) -> Environment:
    made = Environment(autoescape=True)
    made.context_class = request.param
    made.globals.update(seen=seen, escapes=escapes, kind=kind, add=Adder(), ended=ended)
    return made


@pytest.mark.parametrize("text", TEMPLATES)
def test_a_template_writes_the_same_with_quick_calls(environment: Environment, text: str) -> None:
    assert environment.from_string(text).render() == TEMPLATES[text]


def test_templates_of_an_application_see_its_globals_and_their_own() -> None:
    app = Flask(__name__)
    environment = QuickEnvironment(app)
    environment.globals["shop"] = "Millpond"
    common = environment.from_string("{{ shop }} {{ town }}")
    own = environment.from_string("{{ shop }} {{ town }}", globals={"town": "Leeds"})
    environment.globals["shop"] = "Harbor"
    assert [common.render(), own.render()] == ["Harbor ", "Harbor Leeds"]
    assert "town" not in environment.globals
