"""The interface language: `_()` and `ngettext()` for templates and views.

Must not know: the store, whose locale decides how money and dates are written. Catalogues are gettext files
`<folder>/<language>/LC_MESSAGES/messages.mo`; where there is none, the English sentence in the source is shown.
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel.support import NullTranslations, Translations
from flask import Flask, current_app, g, has_app_context

LANGUAGE = "en_US"
FOLDER = Path(__file__).parent / "translations"


@lru_cache(maxsize=64)
def _catalogue(language: str, folders: tuple[str, ...]) -> NullTranslations:
    """Load and merge one language's catalogues of all folders."""
    merged = Translations()
    for folder in folders:
        found = Translations.load(folder, [language, language.split("_", 1)[0]])
        if isinstance(found, Translations):
            merged.merge(found)
    return merged


def current_language() -> str:
    """Name the interface language of this request."""
    return str(getattr(g, "language", None) or LANGUAGE) if has_app_context() else LANGUAGE


def _current() -> NullTranslations:
    folders = current_app.extensions["shell-wording"] if has_app_context() else ()
    return _catalogue(current_language(), folders)


def gettext(sentence: str, **values: Any) -> str:
    """Translate one sentence and fill in its %(name)s values."""
    text = str(_current().ugettext(sentence))
    return text % values if values else text


def ngettext(one: str, many: str, number: int, **values: Any) -> str:
    """Translate a sentence that counts; `%(num)d` is the number."""
    return str(_current().ungettext(one, many, number)) % {"num": number, **values}


def install_wording(app: Flask, folders: Sequence[Path] = ()) -> None:
    """Give templates `_`, `gettext` and `ngettext`; further folders add a package's own catalogues."""
    app.extensions["shell-wording"] = tuple(str(folder) for folder in (FOLDER, *folders))
    app.jinja_env.add_extension("jinja2.ext.i18n")
    install = app.jinja_env.install_gettext_callables  # type: ignore[attr-defined]
    install(
        lambda text: str(_current().ugettext(text)),
        lambda one, many, number: str(_current().ungettext(one, many, number)),
        newstyle=True,
    )
