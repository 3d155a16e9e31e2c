"""Every request as a span, as a part of the trace its sender names; nothing where nothing is traced.

Names the route and the world, never the address with its query. Knows no page.
"""

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask, Response, g, request

from simulator.tracing import tracer

# Asked every few seconds by machines; what they would tell hides the rest.
UNTOLD = ("/healthz", "/metrics")


def init_tracing(app: Flask) -> None:
    """Let every request be a span, as a part of the trace its sender names."""
    app.wsgi_app = _traced(app.wsgi_app)  # type: ignore[method-assign]

    @app.after_request
    def tell(answer: Response) -> Response:
        if tracer() and request.path not in UNTOLD:
            _tell(answer)
        return answer


def _traced(inner: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    def traced(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        making = tracer()
        if making is None or environ.get("PATH_INFO") in UNTOLD:
            return inner(environ, start_response)
        from opentelemetry.propagate import extract
        from opentelemetry.trace import SpanKind

        sender = extract({"traceparent": environ.get("HTTP_TRACEPARENT", "")})
        with making.start_as_current_span(environ["REQUEST_METHOD"], context=sender, kind=SpanKind.SERVER):
            return inner(environ, start_response)

    return traced


def _tell(answer: Response) -> None:
    """Name the span of a request, with what operators look for."""
    from opentelemetry.trace import StatusCode, get_current_span

    one, route = get_current_span(), request.url_rule.rule if request.url_rule else ""
    one.update_name(f"{request.method} {route}".rstrip())
    one.set_attributes(
        {
            "http.request.method": request.method,
            "http.route": route,
            "http.response.status_code": answer.status_code,
            "marketsim.request_id": g.get("request_id", ""),
            "marketsim.world": (request.view_args or {}).get("world", ""),
        }
    )
    if answer.status_code >= 500:
        one.set_status(StatusCode.ERROR)
