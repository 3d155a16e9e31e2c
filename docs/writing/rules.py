"""The rule book as a page: every rule of the policy packs, by theme, with its sources and where it differs."""

from itertools import groupby

from docs.writing.tables import page
from simulator.policy import Rule, all_rules, source_titles

HEAD = """Every rule the marketplace plays by, as it stands in `simulator/policy/packs/`. In a running simulator the
same book is at `/rules/`, with what proves each rule; `marketsim rules` prints it. A rule marked *Assumed* is our own
choice where sources are silent; *Conflict* says that they disagree, and whom we follow. To change one, see
[Own rules](../how-to/own-rules.md)."""


def rules() -> str:
    """Return the page of all rules."""
    themes = groupby(sorted(all_rules(), key=lambda rule: rule.theme), key=lambda rule: rule.theme)
    return page(
        "Rules", HEAD, *(f"## {name.capitalize()}\n\n" + "\n\n".join(map(told, own)) for name, own in themes), sources()
    )


def told(rule: Rule) -> str:
    """Tell one rule: heading, sentence, and what is to be known about it."""
    lines = [f"### {rule.title}", "", f"`{rule.id}`", "", rule.sentence]
    lines += ["", f"- Refused with: “{rule.refusal}”"] if rule.refusal else [""]
    lines += [f"- {rule.label}: {rule.note}"] if rule.note else []
    lines += [f"- Sources: {', '.join(rule.sources)}"] if rule.sources else []
    lines += [f"- {variant}" for variant in map(differing, rule.variants)]
    return "\n".join(lines).rstrip()


def differing(variant: object) -> str:
    """Tell where and when a rule has another value."""
    began = f" from {variant.effective_on}" if variant.effective_on else ""  # type: ignore[attr-defined]
    ended = f" until {variant.ended_on}" if variant.ended_on else ""  # type: ignore[attr-defined]
    return f"{', '.join(variant.marketplaces)}{began}{ended}: {variant.sentence}"  # type: ignore[attr-defined]


def sources() -> str:
    """List what the keys of the sources stand for."""
    named = {key for rule in all_rules() for key in rule.sources}
    return "## Sources\n\n" + "\n".join(
        f"- **{key}**: {title}" for key, title in source_titles().items() if key in named
    )
