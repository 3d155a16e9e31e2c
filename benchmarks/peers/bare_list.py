"""A plain list page as one writes it with Flask-SQLAlchemy: fifty orders of a table, newest first. A peer of `load`."""

import os
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from flask import Flask, render_template
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import insert
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

ROWS, PAGE = 10_000, 50
START = datetime(2026, 1, 1)  # noqa: DTZ001 - a plain application keeps plain instants
TEMPLATE = """<!doctype html><title>Orders</title><h1>Orders</h1><table>{% for one in orders %}
<tr><td>{{ one.number }}</td><td>{{ one.buyer }}</td><td>{{ one.title }}</td><td>{{ one.quantity }}</td>
<td>{{ one.price / 100 }}</td><td>{{ one.status }}</td><td>{{ one.placed_at }}</td></tr>{% endfor %}</table>"""


class Base(DeclarativeBase):
    """The tables of the page."""


db = SQLAlchemy(model_class=Base)


class Order(db.Model):
    """A row of the list."""

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str]
    buyer: Mapped[str]
    title: Mapped[str]
    quantity: Mapped[int]
    price: Mapped[int]
    status: Mapped[str]
    placed_at: Mapped[datetime] = mapped_column(index=True)


def create_app() -> Flask:
    """Build the application on a file of its own, filled with rows."""
    folder = Path(os.environ.get("BARE_LIST", tempfile.gettempdir()))
    (folder / "templates").mkdir(exist_ok=True)
    (folder / "templates" / "list.html").write_text(TEMPLATE, "utf-8")
    app = Flask("bare", root_path=str(folder))
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{folder / 'bare.db'}"
    db.init_app(app)
    with app.app_context():
        db.drop_all()
        db.create_all()
        db.session.execute(insert(Order), [_row(n) for n in range(ROWS)])
        db.session.commit()

    @app.get("/")
    def page() -> str:
        found = db.session.scalars(db.select(Order).order_by(Order.placed_at.desc()).limit(PAGE))
        return render_template("list.html", orders=found.all())

    return app


def _row(n: int) -> dict[str, object]:
    told = {"number": f"111-{n:07}-{n * 7 % 10**7:07}", "buyer": f"Buyer {n % 400}", "title": f"Thing number {n % 60}"}
    return {
        **told,
        "quantity": n % 3 + 1,
        "price": 999 + n,
        "status": "Unshipped",
        "placed_at": START + timedelta(hours=n),
    }
