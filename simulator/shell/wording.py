"""The interface language: `_()` and `ngettext()` for templates and views, and the visitor's choice of it.

Must not know: how money and dates are written; the store's locale decides that. Catalogues are gettext files
`<folder>/<language>/LC_MESSAGES/messages.po`, read as they are; a sentence they lack is shown in English as in the
source. The visitor's choice is kept in a cookie; without one it is the store's language, if there is a catalogue.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, abort, current_app, g, has_app_context, has_request_context, redirect, request
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup
from werkzeug.wrappers import Response

from simulator.errors import BadInput, MarketplaceError
from simulator.shell.theme import KEPT_FOR, safe_return

LANGUAGE = "en_US"
FOLDER = Path(__file__).parent / "translations"
COOKIE = "language"
# A place in a sentence where a value goes.
GAP = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
# English outside North America is written as in Britain.
BRITISH = ("en_AU", "en_IN", "en_SG")


@lru_cache(maxsize=64)
def _catalogue(language: str, folders: tuple[str, ...]) -> NullTranslations:
    """Load and merge one language's catalogues of all folders."""
    merged = Translations()
    for folder in folders:
        file = Path(folder) / language / "LC_MESSAGES" / "messages.po"
        if file.exists():
            found = _read(file)
            merged.merge(found)
            # Merging takes the sentences only; Japanese and Arabic do not count as English does.
            merged.plural = found.plural
    return merged


def _read(file: Path) -> Translations:
    """Read a catalogue as translators write it, so that there is no compiled one to forget."""
    with file.open("rb") as source:
        catalogue, compiled = read_po(source, locale=file.parents[1].name), BytesIO()
    if catalogue.locale and catalogue.locale.text_direction == "rtl":
        for message in catalogue:
            if message.id and message.string:
                message.string = _isolated(message.string)
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


def _isolated(text: str | Sequence[str]) -> str | tuple[str, ...]:
    """Keep what is filled in, such as an order ID, from being turned around by the Arabic words beside it."""
    if isinstance(text, str):
        return GAP.sub("\u2068\\g<0>\u2069", text)
    return tuple(GAP.sub("\u2068\\g<0>\u2069", one) for one in text)


def languages() -> dict[str, str]:
    """Name every language one can choose, by its code, in its own words."""
    return _languages(_folders())


@lru_cache(maxsize=64)
def _languages(folders: tuple[str, ...]) -> dict[str, str]:
    codes = {LANGUAGE, *(path.parents[1].name for folder in folders for path in Path(folder).glob("*/*/*.po"))}
    names = {code: Locale.parse(code).display_name or code for code in sorted(codes)}
    return {code: name[0].upper() + name[1:] for code, name in names.items()}


def current_language() -> str:
    """Name the interface language of this request."""
    return _reader().language if has_app_context() else LANGUAGE


def choose_language() -> Response:
    """Keep the visitor's choice and go back to the page it was made on."""
    choice = request.form.get("language", "")
    if choice not in languages():
        abort(400, gettext("Choose one of the languages."))
    answer = redirect(safe_return(request.form.get("next")), 303)
    answer.set_cookie(COOKIE, choice, max_age=KEPT_FOR, httponly=True, samesite="Lax")
    return answer


def _chosen() -> str | None:
    choice = request.cookies.get(COOKIE) if has_request_context() else None
    return choice if choice in languages() else None


def _of_store() -> str | None:
    """Find the catalogue for the store being visited: of its language and country, else of its language."""
    locale = str(getattr(getattr(g, "store", None), "locale", LANGUAGE))
    wanted = ("en_GB" if locale in BRITISH else locale, locale.split("_", 1)[0])
    return next((code for code in wanted if code in languages()), None)


def _folders() -> tuple[str, ...]:
    found: tuple[str, ...] = current_app.extensions["shell-wording"] if has_app_context() else ()
    return found


class _Reader(NamedTuple):
    """Who reads the answer to this request, and what that was found by."""

    found_by: tuple[object, object, bool]
    language: str
    catalogue: NullTranslations


def _reader() -> _Reader:
    """Return who reads; looked up anew only when language or store was chosen since."""
    # Asked hundreds of times a page: every look through a proxy counts.
    kept = vars(g._get_current_object())
    asked = (kept.get("language"), kept.get("store"), has_request_context())
    found: _Reader | None = kept.get("reader")
    if found is None or found.found_by != asked:
        language = str(asked[0] or _chosen() or _of_store() or LANGUAGE)
        found = kept["reader"] = _Reader(asked, language, _catalogue(language, _folders()))
    return found


def _current() -> NullTranslations:
    """Return the catalogue of this request."""
    return _reader().catalogue if has_app_context() else _catalogue(LANGUAGE, _folders())


def catalogue() -> NullTranslations:
    """Return the catalogue of this request's language, for those who look words up themselves."""
    return _current()


def gettext(sentence: str, **values: Any) -> str:
    """Translate one sentence and fill in its %(name)s values."""
    text = str(_current().ugettext(sentence))
    return text % values if values else text


def ngettext(one: str, many: str, number: int, **values: Any) -> str:
    """Translate a sentence that counts; `%(num)d` is the number."""
    return str(_current().ungettext(one, many, number)) % {"num": number, **values}


def said(error: MarketplaceError) -> str:
    """Say an answer in the reader's language; what has no translation stays as it is."""
    if isinstance(error, BadInput) and error.values:
        return gettext(error.sentence).format(**error.values)
    return gettext(error.message)


def install_wording(app: Flask, folders: Sequence[Path] = ()) -> None:
    """Give templates `_`, `gettext` and `ngettext`; further folders add a package's own catalogues."""
    app.extensions["shell-wording"] = tuple(str(folder) for folder in (FOLDER, *folders))
    app.jinja_env.globals.update(_=_in_template, gettext=_in_template, ngettext=_counted_in_template)


# Jinja's own extension for translations copies the whole context for every sentence inside a loop, and a page of a list
# has hundreds of them.
@pass_eval_context
def _in_template(asked: EvalContext, sentence: str, **values: Any) -> str:
    """Translate one sentence for a template; what is filled in is escaped where the template's text is."""
    if not values:
        return _plain(_current(), sentence, asked.autoescape)
    return _safe(str(_current().ugettext(sentence)), asked.autoescape) % values


@pass_eval_context
def _counted_in_template(asked: EvalContext, one: str, many: str, number: int, **values: Any) -> str:
    """Translate a sentence that counts for a template."""
    found = _safe(str(_current().ungettext(one, many, number)), asked.autoescape)
    return found % {"num": number, **values}


@lru_cache(maxsize=8192)
def _plain(translations: NullTranslations, sentence: str, escaped: bool) -> str:
    # As in all sentences here, a percent sign is written twice.
    return _safe(str(translations.ugettext(sentence)), escaped) % {}


def _safe(text: str, escaped: bool) -> str:
    return Markup(text) if escaped else text  # noqa: S704 - sentences of ours and our translators
