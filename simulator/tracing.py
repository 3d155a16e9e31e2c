"""Traces after OpenTelemetry: a span for each request, for each deed asked for, and for each piece of the agenda.

Off until `begin` or `hand_to` is called, which needs the extra `otel`; until then a span costs a comparison. Spans name
routes, worlds, deeds and rules, never an address with its query, a header or a body. Knows neither Flask nor a rule.
"""

import os
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

from simulator import __version__
from simulator.errors import BadInput

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import SpanProcessor
    from opentelemetry.trace import Span, Tracer

MISSING = "MARKETSIM_TRACES needs further packages: pip install 'marketplace-simulator[otel]'."
_NOTHING = nullcontext()
_tracer: "Tracer | None" = None


def check_extra() -> None:
    """Make sure that traces can be sent from here.

    Raises:
        BadInput: the extra is not installed.
    """
    try:
        import opentelemetry.exporter.otlp.proto.http
        import opentelemetry.sdk.trace  # noqa: F401
    except ImportError:
        raise BadInput("traces", MISSING) from None


def begin(collector: str) -> None:
    """Send this process's spans to a collector, in the background; each process begins for itself, after its fork."""
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    hand_to(BatchSpanProcessor(OTLPSpanExporter(endpoint=f"{collector.rstrip('/')}/v1/traces")))


def hand_to(processor: "SpanProcessor | None") -> None:
    """Hand every span to a processor from now on; None ends tracing."""
    global _tracer  # noqa: PLW0603 - one per process, like the log
    if processor is None:
        _tracer = None
        return
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider

    name = os.environ.get("OTEL_SERVICE_NAME", "marketsim")
    provider = TracerProvider(resource=Resource.create({"service.name": name, "service.version": __version__}))
    provider.add_span_processor(processor)
    _tracer = provider.get_tracer("marketsim", __version__)


def tracer() -> "Tracer | None":
    """Return what makes spans, or None where nothing is traced."""
    return _tracer


def span(name: str, **facts: str | int) -> AbstractContextManager["Span | None"]:
    """Time what happens inside; gives the span, or None where nothing is traced. A refusal is an answer, no error."""
    if _tracer is None:
        return _NOTHING
    told = {f"marketsim.{one}": value for one, value in facts.items()}
    return _tracer.start_as_current_span(name, attributes=told, record_exception=False, set_status_on_exception=False)


def trace_id() -> dict[str, str]:
    """Return what a line of the log tells of the trace it belongs to."""
    if _tracer is None:
        return {}
    from opentelemetry.trace import format_trace_id, get_current_span

    return {"trace_id": format_trace_id(get_current_span().get_span_context().trace_id)}
