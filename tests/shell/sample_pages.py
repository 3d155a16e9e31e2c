"""A small application that shows the shell on invented pages; used by the tests and by preview.py."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Flask, abort, g, render_template, request
from jinja2 import ChoiceLoader, FileSystemLoader
from markupsafe import Markup

from simulator.shell import init_shell
from simulator.shell.charts import Chart, Point
from simulator.shell.filters import DefaultStore
from simulator.shell.flashes import say_done, say_problem
from simulator.shell.strip import Strip, strip_answer

NOW = datetime(2022, 5, 24, 21, 5, tzinfo=UTC)
US = DefaultStore("en_US", "America/Los_Angeles", "USD", "Millpond US")
AE = DefaultStore("ar_AE", "Asia/Dubai", "AED", "Millpond AE")
RATES = (0.8, 0.8, 1.5, 1.6, 1.5, 0.8, None, 1.6, 2.3, 2.3, 1.6, 2.4, 2.3, 3.1)
PAGES = ("your-orders", "manage-orders", "cancel-order", "account-health", "console", "packing-slip")


def sample_values() -> dict[str, Any]:
    """Give every sample page what it prints."""
    ago = NOW - timedelta(minutes=4)
    orders = [
        _order("900-2210938-4471036", "Not yet shipped", ago, ["Cancel items", "View order details", "Contact seller"],
               until=NOW + timedelta(minutes=26)),
        _order("900-2210190-6043377", "Cancellation requested", NOW - timedelta(days=2), ["View order details"],
               requested_at=NOW - timedelta(hours=5)),
    ]  # fmt: skip
    points = [
        Point(f"May {10 + at}", rate, "–" if rate is None else f"{rate}%", over=rate == 3.1)
        for at, rate in enumerate(RATES)
    ]
    chart = Chart("7-day Cancellation Rate by day", "It reaches 3.1% on May 23.", points, 2.5, "Target 2.5%", "%")
    events = [
        SimpleNamespace(
            id=7, kind="order-placed", at=ago, actor="BUYER", actor_name="Buyer", text="placed an order", href="#"
        ),
        SimpleNamespace(
            id=6, kind="ship-by-passed", at=ago, actor=None, actor_name="", text="Ship-by passed", href=None
        ),
    ]
    return {
        "orders": orders,
        "chart": chart,
        "share": Fraction(4, 129),
        "events": events,
        "soon": NOW + timedelta(hours=3),
    }


def _order(order_id: str, heading: str, placed_at: datetime, actions: list[str], **more: Any) -> dict[str, Any]:
    lines = [("kettle", "Enamel kettle, 1.7 L, slate", 4250), ("bell", "Bicycle bell, brass", 1890)]
    order = {"id": order_id, "state": "unshipped", "heading": heading, "placed_at": placed_at, "total": 6140}
    return {**order, "lines": lines, "actions": actions, **more}


def _prepare() -> None:
    """Set what a request must set, with switches in the query for the previews."""
    playing = "playing" in request.args
    is_outside = not request.path.startswith("/w/")
    g.language = "ar" if "rtl" in request.args else "en_US"
    g.store = AE if "rtl" in request.args else US
    g.now = NOW
    g.store_name = "Fern & Field Supply"
    g.nav_counts = {"orders": 14, "returns": 2, "messages": 3, "notifications": 1, "cart": 1}
    if not is_outside:
        g.strip = Strip("demo", NOW, g.store, "playing" if playing else "paused", 60,
                        "ship-by deadline, 4 orders", NOW + timedelta(hours=2, minutes=55), True)  # fmt: skip
    if "coach" in request.args:
        body = Markup("<p>A buyer asks you by message to cancel.</p>")
        g.coach = SimpleNamespace(
            title="A cancellation by message", lesson_text="Lesson 3 of 30", dock_text="1 of 4", body=body
        )


def sample_app() -> Flask:
    """Make the application; `/sim/v1` stands for the machine paths."""
    app = Flask("sample")
    app.config.update(SECRET_KEY="only for samples")
    app.jinja_env.loader = ChoiceLoader(
        [app.create_global_jinja_loader(), FileSystemLoader(Path(__file__).parent / "samples")]
    )
    init_shell(app, is_machine_path=lambda path: path.startswith("/sim/v1"))
    app.before_request(_prepare)

    def page(world: str, site: str, name: str) -> tuple[str, int]:
        errors = (
            {"reason": "Select a reason for cancellation.", "rating": "Choose a rating."}
            if "errors" in request.args
            else None
        )
        if "said" in request.args:
            say_done("Order 900-2210190-6043377 canceled.")
            say_problem("Shipment is confirmed, so the order cannot be canceled. Refund it instead.", "R19")
        values = {**sample_values(), "errors": errors, "filters_open": request.args.get("filters") != "closed"}
        return render_template(f"{name}.html", **values), 422 if errors else 200

    def fail(world: str, code: int) -> None:
        if code == 500:
            raise RuntimeError("a mistake of the simulator")
        abort(code, request.args.get("why"))

    def machine_fail(code: int) -> None:
        abort(code)

    app.add_url_rule("/w/<world>/<site>/sample/<name>", "page", page, methods=["GET", "POST"])
    app.add_url_rule("/w/<world>/console/strip", "strip", lambda world: strip_answer(g.strip))
    for site in ("seller", "console", "buyer"):
        app.add_url_rule(f"/w/<world>/{site}/fail/<int:code>", f"fail_{site}", fail)
    app.add_url_rule("/sim/v1/fail/<int:code>", "machine_fail", machine_fail)
    app.add_url_rule("/sim/v1/worlds", "machine", lambda: {"worlds": []}, methods=["POST"])
    return app
