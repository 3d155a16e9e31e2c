"""Writes what was played in a world as a Playwright test, in Python or TypeScript, that replays to the same state hash.

What a page object or a few clicks can do is clicked; everything else is done through the control API, exactly as it
was. Knows the control API's words and the labels of three forms, and no rule.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Input:
    """One accepted input: when, which deed, to which order, with which arguments, and by whom it was given."""

    at: str
    deed: str
    order: str | None
    args: Mapping[str, Any]
    # "buyer" or "seller" where the first of the world did it on the pages.
    hand: str = ""


@dataclass(frozen=True)
class Story:
    """Everything that was played: from which plan, by which inputs, until when, and where it ended."""

    world: str
    plan: Mapping[str, Any]
    inputs: tuple[Input, ...]
    end: str
    hash: str


@dataclass(frozen=True)
class Form:
    """A page that says all of a deed: whose it is, what is filled in where, which buttons are pressed."""

    deed: str
    hand: str
    page: str
    # The page object's method that does it.
    method: str
    # Argument of the deed, label of its field, how Playwright fills that in.
    fields: tuple[tuple[str, str, str], ...]
    buttons: tuple[str, ...]


REASON = ("reason", "Reason for cancellation", "selectOption")
FORMS = (
    Form(
        "request-cancellation",
        "buyer",
        "request-cancellation",
        "request_cancellation",
        (REASON,),
        ('page.getByRole("button", { name: "Request cancellation", exact: true })',),
    ),
    Form(
        "seller-cancel",
        "seller",
        "cancel",
        "cancel_order",
        (REASON,),
        (
            'page.getByRole("button", { name: "Submit", exact: true })',
            'page.getByRole("dialog").getByRole("button", { name: "Cancel order", exact: true })',
        ),
    ),
    Form(
        "confirm-shipment",
        "seller",
        "confirm",
        "confirm_shipment",
        (("carrier", "Carrier", "fill"), ("tracking", "Tracking ID", "fill")),
        ('page.getByRole("button", { name: "Confirm shipment", exact: true })',),
    ),
)


def form_of(step: Input) -> Form | None:
    """Return the form that says all of an input; None where it was given otherwise, or says more."""
    given = {name for name, value in step.args.items() if value not in (None, "", [], False)}
    fits = (one for one in FORMS if (one.deed, one.hand) == (step.deed, step.hand))
    return next((one for one in fits if given == {name for name, _label, _how in one.fields}), None)


def as_python(story: Story) -> str:
    """Write a story as a test for the pytest plugin."""
    lines, hands, now = [], set(), ""
    for step in story.inputs:
        lines += [f"    clock.to({_quoted(step.at)})"] if step.at != now else []
        now = step.at
        lines.append(f"    {_python_line(step)}")
        if form_of(step):
            hands.add(step.hand)
            lines.append(f"    {step.hand}.expect({step.hand}.said.first).to_be_visible()")
    lines += [f"    clock.to({_quoted(story.end)})", f"    assert world.hash() == {_quoted(story.hash)}"]
    plan = ", ".join(f"{name}={_python(value)}" for name, value in story.plan.items())
    fixtures = ", ".join(["world", "clock", *sorted(hands)])
    head = f'"""Recorded in the world {story.world}. Replays to the same state, hash for hash."""'
    return "\n".join([head, "", "import pytest", "", "", f"@pytest.mark.world({plan})",
                      f"def test_recorded({fixtures}):", *lines, ""])  # fmt: skip


def _python_line(step: Input) -> str:
    form = form_of(step)
    if form:
        told = (step.order or "", *(str(step.args[name]) for name, _label, _how in form.fields))
        return f"{step.hand}.{form.method}({', '.join(map(_quoted, told))})"
    args = f", **{_python(dict(step.args))}" if step.args else ""
    if step.order:
        return f"world.order({_quoted(step.order)}).do({_quoted(step.deed)}{args})"
    return f"world.do({_quoted(step.deed)}{args})"


def _python(value: Any) -> str:
    """Write JSON as Python: the same but for three words."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_quoted(key)}: {_python(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_python, value)) + "]"
    return _quoted(value) if isinstance(value, str) else repr(value)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


TYPESCRIPT = """// Recorded in the world {world}. Replays to the same state, hash for hash.
// MARKETSIM_URL names a running simulator; without it, http://127.0.0.1:5000.
import {{ expect, test }} from "@playwright/test";

const api = (process.env.MARKETSIM_URL ?? "http://127.0.0.1:5000") + "/sim/v1";

async function call(method: string, path: string, body?: unknown): Promise<any> {{
  const headers = {{ "Content-Type": "application/json" }};
  const answer = await fetch(api + path, {{ method, headers, body: body && JSON.stringify(body) }});
  if (!answer.ok) throw new Error(`${{method}} ${{path}}: ${{answer.status}} ${{await answer.text()}}`);
  return answer.json();
}}

test("recorded", async ({page}) => {{
  const made = await call("POST", "/worlds", {plan});
  const world = `/worlds/${{made.world}}`;
  try {{
{lines}
    expect((await call("GET", `${{world}}/hash`)).hash).toBe({hash});
  }} finally {{
    await call("DELETE", world);
  }}
}});
"""


def as_typescript(story: Story) -> str:
    """Write a story as a test for @playwright/test."""
    lines, now = [], ""
    for step in story.inputs:
        lines += [_to(step.at)] if step.at != now else []
        now = step.at
        lines += _typescript_lines(step)
    lines.append(_to(story.end))
    return TYPESCRIPT.format(
        world=story.world,
        page="{ page }" if any(map(form_of, story.inputs)) else "",
        plan=json.dumps(dict(story.plan), ensure_ascii=False),
        lines="\n".join(f"    {line}" for line in lines),
        hash=_quoted(story.hash),
    )


def _to(instant: str) -> str:
    return f'await call("POST", `${{world}}/clock/advance`, {{ to: {_quoted(instant)} }});'


def _typescript_lines(step: Input) -> list[str]:
    form = form_of(step)
    if form is None:
        path = f"/orders/{step.order}/{step.deed}" if step.order else f"/deeds/{step.deed}"
        return [f'await call("POST", `${{world}}{path}`, {json.dumps(dict(step.args), ensure_ascii=False)});']
    opened = f"page.goto(`${{made.urls.{step.hand}.replace(/\\/$/, '')}}/orders/{step.order}/{form.page}`)"
    filled = [f'page.getByLabel("{label}").{how}({_quoted(str(step.args[name]))})' for name, label, how in form.fields]
    pressed = [f"{button}.click()" for button in form.buttons]
    done = 'expect(page.getByRole("status").first()).toBeVisible()'
    return [f"await {one};" for one in (opened, *filled, *pressed, done)]
