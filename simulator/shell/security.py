"""Headers every page carries: nothing from elsewhere, nothing inline, no framing by strangers.

Must not know any page; a view that needs something else (an e-mail shown in a frame) sets its own header first.
"""

from collections.abc import Callable

from flask import Flask, Response, current_app, request

CONTENT_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'self'"
)
# What programs read: were a browser to show it, nothing in it would run.
DATA_POLICY = "default-src 'none'; frame-ancestors 'none'"
# What fails on the way from a learning platform is said in that platform's frame.
FRAMED, FRAMED_POLICY = "/lti/", CONTENT_POLICY.rpartition(";")[0]
# One year; only addresses that carry a content version get it.
KEEP_FOR_EVER = "public, max-age=31536000, immutable"
# One year. Only where pages are reached through HTTPS, and for this name alone: others on it may not be ours.
ONLY_HTTPS = "max-age=31536000"


def install_headers(app: Flask, is_machine_path: Callable[[str], bool]) -> None:
    """Add the headers to every answer; all those of pages only where pages live."""

    @app.after_request
    def add_headers(answer: Response) -> Response:
        answer.headers.setdefault("X-Content-Type-Options", "nosniff")
        if app.config.get("HTTPS"):
            answer.headers.setdefault("Strict-Transport-Security", ONLY_HTTPS)
        if is_machine_path(request.path):
            answer.headers.setdefault("Content-Security-Policy", _policy_among_machines(answer))
        else:
            _page_headers(answer)
        return answer


def _policy_among_machines(answer: Response) -> str:
    if answer.mimetype != "text/html":
        return DATA_POLICY
    return FRAMED_POLICY if request.path.startswith(FRAMED) else CONTENT_POLICY


def _page_headers(answer: Response) -> None:
    answer.headers.setdefault("Content-Security-Policy", CONTENT_POLICY)
    answer.headers.setdefault("Referrer-Policy", "same-origin")
    answer.headers.setdefault("X-Frame-Options", "SAMEORIGIN")
    answer.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if request.blueprint == "shell" and "v" in request.args and answer.status_code == 200:
        answer.headers["Cache-Control"] = KEEP_FOR_EVER
    elif current_app.config.get("MODE", "local") != "local" and not _is_everybodys():
        # Whoever goes back after somebody signed out must not be shown that person's pages.
        answer.headers.setdefault("Cache-Control", "no-store")
    elif answer.mimetype == "text/html":
        # Going back after a deed must not show the order as it was.
        answer.headers.setdefault("Cache-Control", "no-cache")


def _is_everybodys() -> bool:
    """Say whether what is asked for is a file of ours, the same for everybody."""
    return (request.endpoint or "").endswith((".static", ".stylesheet"))
