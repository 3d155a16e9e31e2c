"""The deeds that can be done in a world, by name, with the arguments each takes.

Pages, interfaces, files, simulated people, solvers and the loader all come through `perform`. A deed is a function
registered where its rule lives; its keyword arguments, with their types, are its schema.
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError, create_model

from simulator.errors import BadInput, NotFound
from simulator.models import Event
from simulator.moment import Actor, Moment


@dataclass(frozen=True)
class Deed:
    """A deed: who does it, to what ("order" or "world"), and by which function."""

    name: str
    actor: Actor
    on: str
    function: Callable[..., Any]
    # The argument that says which side acts, where more than one side does this.
    side: str | None = None

    def by(self, values: dict[str, Any]) -> "Deed":
        """Return the deed as done by the side that its arguments name."""
        return replace(self, actor=Actor(values[self.side].upper())) if self.side else self

    @property
    def arguments(self) -> type[BaseModel]:
        """The schema of the arguments it takes."""
        return _arguments(self.name, self.function)

    @property
    def summary(self) -> str:
        """The first sentence of the function's docstring."""
        return (inspect.getdoc(self.function) or "").split("\n", 1)[0]


deeds: dict[str, Deed] = {}
# A parameter may have an alias for a name that Python keeps for itself, such as "from"; both are understood.
_STRICT = ConfigDict(extra="forbid", str_max_length=20_000, validate_by_name=True, validate_by_alias=True)


def deed(
    name: str, by: Actor, on: str = "order", side: str | None = None
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a use case as a deed. Its keyword-only parameters become the deed's arguments."""

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        deeds[name] = Deed(name, by, on, function, side)
        return function

    return register


def named(name: str) -> Deed:
    """Return a deed by its name.

    Raises:
        NotFound: there is no such deed.
    """
    if name not in deeds:
        raise NotFound(f"There is no deed named {name}.")
    return deeds[name]


def checked(found: Deed, args: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Check a deed's arguments against its schema; return them as values and as plain JSON, defaults left out.

    Raises:
        BadInput: names the first field that is wrong.
    """
    try:
        given = found.arguments.model_validate(args)
    except ValidationError as problem:
        first = problem.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "body"
        raise BadInput(field, f"{field}: {first['msg']}.", status=422) from None
    return given.model_dump(exclude_unset=True), given.model_dump(exclude_unset=True, mode="json", by_alias=True)


def perform(moment: Moment, found: Deed, target: Any, args: dict[str, Any]) -> Event:
    """Do a deed and return the first event it recorded.

    Raises:
        Refusal: a rule forbids it; nothing may be kept of what it changed.
        BadInput: an argument makes no sense.
    """
    moment.recorded.clear()
    if found.on == "order":
        found.function(moment, target, **args)
    else:
        found.function(moment, **args)
    if not moment.recorded:
        raise BadInput("body", "That changes nothing.")
    return moment.recorded[0]


# Made at the first use: a server that has just started shows pages, which need none of them.
@cache
def _arguments(name: str, function: Callable[..., Any]) -> type[BaseModel]:
    fields: dict[str, Any] = {}
    for parameter in inspect.signature(function, eval_str=True).parameters.values():
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY:
            default = ... if parameter.default is inspect.Parameter.empty else parameter.default
            fields[parameter.name] = (parameter.annotation, default)
    title = "".join(part.title() for part in name.split("-"))
    return create_model(title, __config__=_STRICT, **fields)
