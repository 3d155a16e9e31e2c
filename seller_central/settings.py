"""Settings: shipping, and which e-mails are sent. Each page is one form and one deed. Vacation has its own module."""

from datetime import timedelta
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from messaging.deliveries import switchable_notices
from seller_central.attempts import Problem, attempt
from seller_central.blueprint import seller
from seller_central.notice_words import notice_words
from simulator.moment import Actor
from simulator.orders.notices import NOTICES
from simulator.orders.promises import WEEKDAYS
from simulator.policy import Policy
from simulator.shell.filters import duration
from simulator.shell.flashes import say_done
from simulator.shell.wording import gettext as _
from simulator.visits import current_seller, here

# Lengths the auto-approval box offers, where the rule book's limits allow them.
STEPS = tuple(timedelta(minutes=one) for one in (30, 60, 120, 240, 480, 720, 1440, 2880, 4320))


@seller.get("/settings/")
def settings_start(world: str) -> ResponseReturnValue:
    """Begin with shipping."""
    return redirect(url_for("seller.shipping_settings", world=world))


def own_policy() -> Policy:
    """Return the rules of the seller's first store, which settings follow."""
    return here().policy(current_seller().marketplaces[0])


def save(endpoint: str, page: Any, **changes: Any) -> ResponseReturnValue:
    """Change settings and come back to the page; what is wrong stays on it."""
    problem = attempt("change-seller", seller_id=current_seller().id, **changes)
    if problem:
        return page(problem), problem.status
    say_done(_("Changes saved."))
    return redirect(url_for(endpoint, world=request.view_args["world"]), 303)  # type: ignore[index]


@seller.get("/settings/shipping")
def shipping_settings(world: str) -> str:
    """Show handling time, cut-off, operating days and the auto-approval window."""
    return _shipping_page(Problem(200))


@seller.post("/settings/shipping")
def save_shipping_settings(world: str) -> ResponseReturnValue:
    """Save the shipping settings."""
    typed = request.form
    changes: dict[str, Any] = {"operating_days": typed.getlist("operating_days"), "cut_off": typed.get("cut_off", "")}
    changes["carriers"] = typed.getlist("carriers")
    errors = {}
    for name, field in (("handling_days", "handling_days"), ("auto_approval_window", "auto_approval_window")):
        text = typed.get(field, "").strip()
        if not text.isdecimal() or len(text) > 9:
            errors[field] = _("Enter a whole number.")
        else:
            changes[name] = int(text)
    if not own_policy().auto_approval_offered and not changes.get("auto_approval_window"):
        changes.pop("auto_approval_window", None)
        errors.pop("auto_approval_window", None)
    if errors:
        return _shipping_page(Problem(422, errors)), 422
    return save("seller.shipping_settings", _shipping_page, **changes)


def _shipping_page(problem: Problem) -> str:
    person, policy, typed = current_seller(), own_policy(), request.form
    days = person.operating_days or list(policy.operating_days)
    handling = person.handling_days if person.handling_days is not None else policy.handling_days
    cut_off = person.cut_off or policy.order_cut_off.strftime("%H:%M")
    return render_template(
        "seller/settings_shipping.html", errors=problem.errors, most=policy.handling_days_maximum,
        handling_days=typed.get("handling_days", str(handling)), cut_off=typed.get("cut_off", cut_off),
        carriers=[(name, name) for name in policy.carriers],
        chosen_carriers=typed.getlist("carriers") if typed else person.carriers or policy.carriers,
        days=_weekdays(), chosen_days=typed.getlist("operating_days") if typed else days,
        window=typed.get("auto_approval_window", str(person.auto_approval_minutes or 0)),
        windows=_windows(policy, person.auto_approval_minutes), offered=policy.auto_approval_offered,
        refusal=policy.rule("auto-approval-offered").refusal,
    )  # fmt: skip


def _windows(policy: Policy, present: int | None) -> list[tuple[str, str]]:
    """Offer the lengths that the rule book allows, and the one in force."""
    lengths = {one for one in STEPS if policy.auto_approval_minimum <= one <= policy.auto_approval_maximum}
    lengths |= {timedelta(minutes=present)} if present else set()
    return [("0", _("Off")), *[(str(int(one.total_seconds()) // 60), duration(one)) for one in sorted(lengths)]]


def _weekdays() -> list[tuple[str, str]]:
    words = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))
    return list(zip(WEEKDAYS, words, strict=True))


@seller.get("/settings/notifications")
def notification_settings(world: str) -> str:
    """Show which e-mails are sent; some cannot be turned off."""
    return _notification_page(Problem(200))


@seller.post("/settings/notifications")
def save_notification_settings(world: str) -> ResponseReturnValue:
    """Turn e-mails on and off."""
    wanted = set(request.form.getlist("mail"))
    off = [name for name in switchable_notices() if name not in wanted]
    return save("seller.notification_settings", _notification_page, mail_off=off)


def _notification_page(problem: Problem) -> str:
    words, off = notice_words(), set(current_seller().mail_off)
    always = [one.name for row in NOTICES.values() for one in row if one.to is Actor.SELLER and one.required]
    return render_template(
        "seller/settings_notifications.html", errors=problem.errors, email=current_seller().email,
        required=[words.get(name, name) for name in dict.fromkeys(always)],
        options=[(name, words.get(name, name)) for name in switchable_notices()],
        on=[name for name in switchable_notices() if name not in off],
    )  # fmt: skip
