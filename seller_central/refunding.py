"""Refund order: in full, or by item with amounts for product, shipping and tax, or a concession on top."""

from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from seller_central.attempts import Problem, attempt, form_version, problem_of
from seller_central.blueprint import seller
from seller_central.frame import find_order
from simulator.errors import BadInput
from simulator.money import as_text, read_amount
from simulator.orders.models import Order, OrderItem
from simulator.orders.moving import refusal
from simulator.orders.refunding import LONGEST_MEMO, everything_left, left_of
from simulator.shell.flashes import say_done
from simulator.shell.formats import money_text
from simulator.shell.register import PAGE_MARK
from simulator.shell.rule_fields import RuleSentence
from simulator.shell.wording import gettext as _
from simulator.shell.wording import said
from simulator.visits import here

PARTS = ("product", "shipping", "tax")
# To the buyer, and for the seller alone.
MEMOS = ("memo", "seller_memo")


@dataclass(frozen=True)
class Line:
    """What can still be refunded of one item, by part; and what was typed."""

    item: OrderItem
    most: dict[str, int]
    typed: dict[str, str]


@seller.get("/orders/<number>/refund")
def refund_order(world: str, number: str) -> ResponseReturnValue:
    """Show the form for a full or a partial refund, or why there is none."""
    order = find_order(number)
    refused = refusal(here(), order, "refund")
    if refused:
        problem_of(refused)
        return redirect(url_for("seller.order_details", world=world, number=number), 303)
    return _form(order, _mode(request.args.get("kind")), {})


@seller.post("/orders/<number>/refund")
def submit_refund(world: str, number: str) -> ResponseReturnValue:
    """Give money back, once the seller is sure."""
    order, mode = find_order(number), _mode(request.form.get("kind"))
    args, errors = _read(order, mode)
    if not errors and request.form.get("confirmed") != "yes":
        return _confirm_page(order, mode, args)
    problem = Problem(422, errors) if errors else attempt("refund", order, **args)
    if problem:
        return _form(find_order(number), mode, _beside_fields(problem.errors)), problem.status
    last = find_order(number).refunds[-1]
    say_done(_("Refund of %(amount)s submitted.", amount=_money(order, last.amount)))
    return redirect(url_for("seller.order_details", world=world, number=number), 303)


def _mode(text: str | None) -> str:
    return "partial" if text == "partial" else "full"


def _money(order: Order, minor: int) -> str:
    return money_text(minor, order.currency, here().policy(order.store).store.locale)


def lines_of(order: Order) -> list[Line]:
    """List what is left to refund of each item the buyer has paid for."""
    found = []
    for item in order.items:
        left, paid = left_of(order, item), item.quantity - item.quantity_canceled
        most = {"product": item.unit_price * paid, "shipping": item.shipping_price}
        most["tax"] = item.item_tax + item.shipping_tax
        for part in PARTS:
            most[part] = min(most[part], left)
            left -= most[part]
        typed = {part: request.form.get(f"{part}-{item.id}", "") for part in PARTS}
        found.append(Line(item, most, typed))
    return found


def _read(order: Order, mode: str) -> tuple[dict[str, Any], dict[str, str]]:
    """Turn the form into what the deed is told, with every mistake beside its field."""
    errors: dict[str, str] = {}
    args: dict[str, Any] = {"reason": request.form.get("reason") or None}
    args |= {name: request.form.get(name, "") for name in MEMOS}
    if mode == "full":
        return args, errors
    items = [{"order_item_id": line.item.id, "amount": total} for line in lines_of(order)
             if (total := _line_total(order, line, errors))]  # fmt: skip
    concession = request.form.get("concession", "").strip()
    try:
        goodwill = read_amount(concession, order.currency, "concession") if concession else 0
    except BadInput as wrong:
        errors["concession"] = said(wrong)
        goodwill = 0
    if goodwill:
        args["concession"] = as_text(goodwill, order.currency)
    args["items"] = items
    if not items and not goodwill and not errors:
        errors["concession"] = _("Enter an amount to refund.")
    return args, errors


def _line_total(order: Order, line: Line, errors: dict[str, str]) -> str:
    """Add up the parts typed for an item; none may be more than the buyer paid for it."""
    total = 0
    for part, text in line.typed.items():
        field = f"{part}-{line.item.id}"
        try:
            amount = read_amount(text, order.currency, field) if text.strip() else 0
        except BadInput as wrong:
            errors[field] = said(wrong)
            continue
        if amount > line.most[part]:
            refused = here().policy(order.store).refuse("refund-limit", max=_money(order, line.most[part]))
            errors[field] = RuleSentence(refused)
        total += amount
    return as_text(total, order.currency) if total else ""


def _beside_fields(errors: dict[str, str]) -> dict[str, str]:
    return {("concession" if field in ("amount", "items") else field): text for field, text in errors.items()}


def _confirm_page(order: Order, mode: str, args: dict[str, Any]) -> ResponseReturnValue:
    """Ask once; the same questions as the deed's are asked before."""
    everything = sum(everything_left(order).values())
    total = everything if mode == "full" else sum(read_amount(one["amount"], order.currency) for one in args["items"])
    total += read_amount(args["concession"], order.currency) if args.get("concession") else 0
    refused = refusal(here(), order, "refund", {"reason": args["reason"], "amount": total})
    if refused:
        problem = problem_of(refused)
        return _form(order, mode, _beside_fields(problem.errors)), problem.status
    kept = {
        key: value
        for key, value in request.form.items()
        if key not in ("csrf_token", PAGE_MARK, "confirmed", "version")
    }
    fields = {**kept, "version": str(form_version() or order.version)}
    return render_template("seller/refund_confirm.html", order=order, amount=_money(order, total), fields=fields)


def _form(order: Order, mode: str, errors: dict[str, str]) -> str:
    policy = here().policy(order.store)
    reasons = [(code, row.label) for code, row in policy.refund_reasons.items() if row.page]
    typed = {key: request.form.get(key, "") for key in ("reason", "concession", *MEMOS)}
    return render_template(
        "seller/refund.html", order=order, mode=mode, errors=errors, lines=lines_of(order), reasons=reasons,
        typed=typed, left=sum(everything_left(order).values()), parts=part_words(),
        longest_memo=LONGEST_MEMO, memo_limit=policy.seller_memo_limit,
    )  # fmt: skip


def part_words() -> dict[str, str]:
    """Name the parts of an amount."""
    return {"product": _("Product"), "shipping": _("Shipping"), "tax": _("Tax")}
