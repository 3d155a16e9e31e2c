"""`marketsim rules`: the rule book in the terminal, drawn from the policy packs."""

from pathlib import Path

import click

from simulator.cli.speaking import takes_data
from simulator.errors import NotFound
from simulator.policy import Rule, all_rules, source_titles


@click.command(epilog="Example: marketsim rules buyer-cancel-window")
@click.argument("rule_id", required=False)
@takes_data
def rules(rule_id: str | None, data: Path) -> None:
    """Read the rule book, or one rule with its sources and differences."""
    if rule_id is None:
        _print_book()
        return
    found = next((one for one in all_rules() if one.id == rule_id), None)
    if found is None:
        near = [one.id for one in all_rules() if rule_id in one.id]
        raise NotFound(f"There is no rule {rule_id!r}." + (f" Perhaps: {', '.join(near[:5])}." if near else ""))
    click.echo("\n".join(told(found)))


def _print_book() -> None:
    theme = ""
    for one in all_rules():
        if one.theme != theme:
            theme = one.theme
            click.echo(f"\n{theme.upper()}")
        click.echo(f"{one.id}: {one.sentence}")


def told(rule: Rule) -> list[str]:
    """Tell one rule in lines."""
    lines = [rule.id, f"  {rule.title}", f"  {rule.sentence}"]
    lines += [f"  Stores: {', '.join(rule.marketplaces)}"] if rule.marketplaces else []
    lines += [f"  Refused with: {rule.refusal}"] if rule.refusal else []
    lines += [f"  {rule.label}: {rule.note}"] if rule.note else []
    lines += [f"  Source: {source_titles().get(key, key)}" for key in rule.sources]
    for one in rule.variants:
        began = f" from {one.effective_on}" if one.effective_on else ""
        ended = f" until {one.ended_on}" if one.ended_on else ""
        lines.append(f"  {', '.join(one.marketplaces)}{began}{ended}: {one.sentence}")
    return lines
