"""From a YAML file to a lesson, or to one sentence that names file, line and field.

The only module that knows YAML; it is imported when a lesson is wanted, never by a server that shows none.
"""

from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from simulator.errors import BadInput
from simulator.training.lesson import Lesson

LARGEST = 200_000
Where = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class BadLesson(BadInput):
    """A lesson file that cannot be used."""

    def __init__(self, path: Path, line: int, field: str, message: str) -> None:
        said = f"{path.name}, line {line}" + (f", {field}" if field else "")
        super().__init__(field or "lesson", f"{said}: {message}.", status=422)
        self.line = line


def read_lesson(path: Path) -> Lesson:
    """Read a lesson.

    Raises:
        BadLesson: what is wrong, on which line, in which field.
    """
    lesson = read_model(path, Lesson)
    if lesson.id != path.stem:
        raise BadLesson(path, 1, "id", f"lesson {lesson.id} lies in a file of another name; call it {lesson.id}.yaml")
    return lesson


def read_model(path: Path, model: type[Model]) -> Model:
    """Read a YAML file of a given shape.

    Raises:
        BadLesson: it is not YAML, or not of this shape.
    """
    plain, lines = _plain_and_lines(path)
    try:
        return model.model_validate(plain)
    except ValidationError as problem:
        first = problem.errors()[0]
        where = tuple(first["loc"])
        raise BadLesson(path, _line(lines, where), _field(where, plain), _message(first)) from None


def _plain_and_lines(path: Path) -> tuple[Any, dict[Where, int]]:
    text = path.read_text(encoding="utf-8")
    if len(text) > LARGEST:
        raise BadLesson(path, 1, "", f"a lesson file has at most {LARGEST:,} characters")
    lines: dict[Where, int] = {}
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        if not isinstance(node, yaml.MappingNode):
            raise BadLesson(path, 1, "", "a lesson file is a list of fields with values")
        return _built(path, loader, node, (), lines), lines
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise BadLesson(path, mark.line + 1 if mark else 1, "", f"this is not YAML: {error.problem}") from None
    except yaml.YAMLError as error:
        raise BadLesson(path, 1, "", f"this is not YAML: {error}") from None
    finally:
        loader.dispose()


def _built(path: Path, loader: Any, node: yaml.Node, where: Where, lines: dict[Where, int]) -> Any:
    """Build plain values and note on which line each stands."""
    lines[where] = node.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        return [_built(path, loader, one, (*where, n), lines) for n, one in enumerate(node.value)]
    if not isinstance(node, yaml.MappingNode):
        value: Any = loader.construct_object(node)
        return value
    found: dict[Any, Any] = {}
    for key_node, value_node in node.value:
        key, line = str(loader.construct_object(key_node)), key_node.start_mark.line + 1
        if key in found:
            raise BadLesson(path, line, _field(where, None), f"the field {key!r} stands here twice")
        found[key] = _built(path, loader, value_node, (*where, key), lines)
        lines[*where, key] = line
    return found


def _line(lines: dict[Where, int], where: Where) -> int:
    """Return the line of a field, or of the nearest part around it."""
    while where and where not in lines:
        where = where[:-1]
    return lines.get(where, 1)


def _field(where: Where, plain: Any) -> str:
    """Name a field as an author would: `goals[points-safe].points`; list entries by their id where they have one."""
    told, part = "", plain
    for step in where:
        part = part[step] if _has(part, step) else None
        if isinstance(step, int):
            name = part.get("id") if isinstance(part, dict) else None
            told += f"[{name or step + 1}]"
        else:
            told += f".{step}" if told else str(step)
    return told


def _has(part: Any, step: str | int) -> bool:
    return (isinstance(part, dict) and step in part) or (
        isinstance(part, list) and isinstance(step, int) and step < len(part)
    )


def _message(error: Any) -> str:
    if error["type"] == "missing":
        return "this field is missing"
    if error["type"] == "extra_forbidden":
        return "there is no such field"
    return str(error["msg"]).removeprefix("Value error, ").rstrip(".")
