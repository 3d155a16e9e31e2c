"""Traces: every request, deed and piece of the agenda is a span; nothing secret is in one; without the extra none."""

import sys
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from simulator import tracing
from simulator.app import create_app
from simulator.config import Config
from simulator.errors import BadInput
from tests.builders import Market


@pytest.fixture
def spans() -> Iterator[InMemorySpanExporter]:
    kept = InMemorySpanExporter()
    tracing.hand_to(SimpleSpanProcessor(kept))
    yield kept
    tracing.hand_to(None)


@pytest.fixture
def client(market: Market) -> FlaskClient:
    return create_app(market.home.path).test_client()


def of_kind(spans: InMemorySpanExporter, name: str) -> list[ReadableSpan]:
    return [one for one in spans.get_finished_spans() if one.name.startswith(name)]


def test_a_deed_is_a_span_within_its_request(client: FlaskClient, market: Market, spans: InMemorySpanExporter) -> None:
    order = market.place(released=True)
    spans.clear()
    path = f"/sim/v1/worlds/{market.name}/orders/{order}/seller-cancel"
    assert client.post(path, json={"reason": "NoInventory"}).status_code == 200
    deed, asked = of_kind(spans, "deed")[0], of_kind(spans, "POST")[0]
    assert dict(deed.attributes or {}) == {"marketsim.deed": "seller-cancel", "marketsim.world": market.name}
    assert deed.parent
    assert deed.parent.span_id == asked.context.span_id
    assert (asked.attributes or {})["http.response.status_code"] == 200
    assert order not in asked.name


def test_what_falls_due_is_a_span_with_its_number(market: Market, spans: InMemorySpanExporter) -> None:
    market.place(released=True)
    spans.clear()
    market.advance(days=1)
    assert next((one.attributes or {})["marketsim.due"] for one in of_kind(spans, "agenda")) >= 1
    spans.clear()
    market.advance(seconds=1)
    assert of_kind(spans, "agenda") == []


def test_a_request_continues_the_trace_of_its_sender_and_its_line_names_it(
    client: FlaskClient, market: Market, spans: InMemorySpanExporter, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "marketsim.request")
    trace, parent = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
    headers = {"traceparent": f"00-{trace}-{parent}-01"}
    client.get(f"/w/{market.name}/orders?token=hidden", headers=headers)
    one = of_kind(spans, "GET")[0]
    assert one.name == "GET /w/<world>/orders"
    assert f"{one.context.trace_id:032x}" == trace == caplog.records[-1].__dict__["trace_id"]
    assert one.parent
    assert f"{one.parent.span_id:016x}" == parent
    assert "hidden" not in one.to_json()


@pytest.mark.parametrize("header", ["", "00-zz-b7ad-01", "x" * 9000])
def test_a_trace_that_is_none_begins_a_new_one(client: FlaskClient, spans: InMemorySpanExporter, header: str) -> None:
    assert client.get("/nothing", headers={"traceparent": header}).status_code == 404
    one = of_kind(spans, "GET")[0]
    assert (one.parent, one.name, (one.attributes or {})["http.response.status_code"]) == (None, "GET", 404)


def test_probes_are_not_told(client: FlaskClient, spans: InMemorySpanExporter) -> None:
    assert client.get("/healthz").status_code == client.get("/metrics").status_code == 200
    assert spans.get_finished_spans() == ()


def test_without_a_collector_nothing_is_traced(client: FlaskClient, market: Market) -> None:
    with tracing.span("deed", world=market.name) as nothing:
        assert nothing is None
    assert client.get(f"/w/{market.name}/").status_code == 200
    assert tracing.trace_id() == {}


def test_without_the_extra_a_server_that_should_trace_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    tracing.check_extra()
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace", None)
    with pytest.raises(BadInput, match=r"marketplace-simulator\[otel\]"):
        tracing.check_extra()


def test_a_collector_is_an_address() -> None:
    with pytest.raises(BadInput, match="MARKETSIM_TRACES"):
        Config.from_environment({"MARKETSIM_TRACES": "collector:4318"})
