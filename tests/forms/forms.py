"""Forms as a browser would send them: found on pages, filled with what stands in them, changed and posted."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import urljoin, urlsplit

from flask.testing import FlaskClient
from lxml import html
from werkzeug.datastructures import MultiDict

TYPED = ("text", "search", "email", "tel", "number", "date", "time", "datetime-local", "password", "textarea")
# Not part of what a form is about.
AROUND = ("/clock/", "/appearance", "/marketplace")


@dataclass
class Form:
    """One form of one page: where it is sent, what stands in it, and which fields a person types into."""

    page: str
    action: str
    values: list[tuple[str, str]] = field(default_factory=list)
    # By name of a field somebody types into: its type.
    typed: dict[str, str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    # Boxes that are not checked.
    boxes: list[tuple[str, str]] = field(default_factory=list)
    # Fields for numbers and amounts of money.
    numbers: list[str] = field(default_factory=list)
    # Buttons that say which was pressed; one is pressed where no other is there.
    buttons: list[tuple[str, str]] = field(default_factory=list)
    has_main_button: bool = False

    @property
    def key(self) -> str:
        """Name the form: its address without numbers, its fields, and what its button does."""
        does = [f"{name}={value}" for name, value in self.values if name in ("deed", "do", "kind", "confirmed")]
        place = "/".join("…" if any(map(str.isdigit, part)) else part for part in self.action.split("/")[3:])
        return " ".join([place, *sorted({name.split("-")[0] for name in self.typed}), *does])

    @property
    def is_versioned(self) -> bool:
        """Say whether the form tells of which state of an order it was made."""
        return any(name == "version" for name, _ in self.values)

    def changed(self, new: dict[str, str]) -> list[tuple[str, str]]:
        """Return what stands in the form, with some fields changed."""
        return [(name, new.get(name, value)) for name, value in self.values]

    def filled(self) -> list[tuple[str, str]]:
        """Fill the form in as somebody does who means it: a box of each kind, a word in each field, sure."""
        boxes = dict(reversed(self.boxes))
        words = {name: self._word(name) for name, value in self.values if name in self.typed and not value}
        pressed = [] if self.has_main_button else self.buttons[-1:]
        return [*self.changed(words), *boxes.items(), *pressed, ("confirmed", "yes")]

    def _word(self, name: str) -> str:
        return "1" if name in self.numbers else "" if self.typed[name] == "date" else "Fine"

    def post(self, client: FlaskClient, values: list[tuple[str, str]] | None = None, **files: Any) -> Any:
        """Send the form."""
        data: MultiDict[str, Any] = MultiDict(self.values if values is None else values)
        for name, (content, file_name) in files.items():
            data.add(name, (BytesIO(content), file_name))
        more = {"content_type": "multipart/form-data"} if self.files else {}
        return client.post(self.action, data=data, **more)


def forms_of(client: FlaskClient, pages: list[str]) -> dict[str, Form]:
    """Find every form that changes something, one of each kind."""
    found: dict[str, Form] = {}
    for page in pages:
        for form in _forms(page, client.get(page).data):
            found.setdefault(form.key, form)
    return found


def _forms(page: str, said: bytes) -> Iterator[Form]:
    tree = html.fromstring(said)
    for node in tree.xpath("//form[translate(@method, 'POST', 'post') = 'post']"):
        action = urlsplit(urljoin(page, node.get("action") or "")).path
        query = urlsplit(urljoin(page, node.get("action") or page)).query
        if not action.startswith("/w/") or any(one in action for one in AROUND):
            continue
        form = Form(page, action + (f"?{query}" if query else ""))
        own = f"//*[@form='{node.get('id')}']" if node.get("id") else "/.."
        for one in [*node.xpath(".//input|.//select|.//textarea|.//button"), *tree.xpath(own)]:
            if one.tag in ("input", "select", "textarea", "button"):
                _read(form, one)
        yield form


def _read(form: Form, node: Any) -> None:
    if node.tag == "button":
        _read_button(form, node)
    elif node.get("name") and node.get("disabled") is None and node.get("name") != "csrf_token":
        _read_field(form, node)


def _read_button(form: Form, node: Any) -> None:
    if node.get("name"):
        form.buttons.append((node.get("name"), node.get("value", "")))
    else:
        form.has_main_button = True


def _read_field(form: Form, node: Any) -> None:
    name, kind = node.get("name"), node.get("type", node.tag if node.tag != "input" else "text")
    if kind == "file":
        form.files.append(name)
    elif node.tag == "select":
        options = [one.get("value", one.text or "") for one in node.xpath(".//option")]
        chosen = [one.get("value", one.text or "") for one in node.xpath(".//option[@selected]")]
        form.values.append((name, next(iter(chosen), next((one for one in options if one), ""))))
    elif kind in ("checkbox", "radio"):
        taken = any(known == name for known, _ in form.values)
        if kind == "checkbox" and node.get("checked") is None:
            form.boxes.append((name, node.get("value", "on")))
        elif node.get("checked") is not None or (kind == "radio" and not taken):
            form.values = [one for one in form.values if kind != "radio" or one[0] != name]
            form.values.append((name, node.get("value", "on")))
    else:
        text = (node.text or "").strip() if node.tag == "textarea" else node.get("value", "")
        form.values.append((name, text))
        if kind in TYPED:
            form.typed[name] = kind
        if node.get("inputmode") in ("numeric", "decimal"):
            form.numbers.append(name)
