"""The rule book's pages: rules by theme with search, and the tables: states, notices, what counts."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from simulator.console.blueprints import rules
from simulator.console.rulebook import shelf
from simulator.console.rulebook.drawing import draw
from simulator.console.rulebook.states import deeds_of, graph_of, questions_of, targets_of
from simulator.orders.statuses import Channel
from simulator.policy import DATE_SETS
from simulator.shell.wording import gettext as _


@rules.get("/")
def rule_book() -> ResponseReturnValue:
    """Show every rule, or those that are searched for; a rule's id is its anchor."""
    words, theme = request.args.get("q", "").strip()[:100], request.args.get("theme", "")
    date_set = request.args.get("dates", "")
    date_set = date_set if date_set in DATE_SETS else DATE_SETS[0]
    found = shelf.shelves(words, theme, date_set)
    return render_template(
        "rules/rules.html",
        shelves=found,
        count=sum(len(one.rules) for one in found),
        themes=shelf.themes(),
        theme=theme,
        words=words,
        date_set=date_set,
        shelf=shelf,
        coverage=shelf.coverage(),
        covered=shelf.covered_share(),
    )


@rules.get("/<rule_id>")
def one_rule(rule_id: str) -> ResponseReturnValue:
    """Lead to a rule in the book."""
    return redirect(f"{url_for('rules.rule_book')}#{rule_id}", 302)


@rules.get("/states")
def states() -> ResponseReturnValue:
    """Show the life of an order: a picture and a table for each channel."""
    channels = [(channel, graph_of(channel)) for channel in Channel]
    return render_template(
        "rules/states.html",
        channels=[
            (channel, _channel_title(channel), graph, draw(graph, _picture_label(channel)), deeds_of(channel))
            for channel, graph in channels
        ],
        questions_of=questions_of,
        targets_of=targets_of,
    )


@rules.get("/notices")
def notices() -> ResponseReturnValue:
    """Show who is told what after which transition."""
    return render_template("rules/notices.html", rows=shelf.notices())


@rules.get("/counting")
def counting() -> ResponseReturnValue:
    """Show the cancellation-rate table."""
    return render_template("rules/counting.html", rows=shelf.counting_table(), shelf=shelf)


def _channel_title(channel: Channel) -> str:
    return {
        Channel.MFN: _("Fulfilled by the seller (MFN)"),
        Channel.AFN: _("Fulfilled by the marketplace (FBA, AFN)"),
        Channel.MCF: _("Multi-channel fulfillment (MCF)"),
    }[channel]


def _picture_label(channel: Channel) -> str:
    return _("States of an order, %(channel)s; the table below says the same in words", channel=_channel_title(channel))
