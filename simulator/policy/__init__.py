"""The rule book of the marketplace, as data with dates: windows, deeds, reasons, targets, per store and instant.

    policy = policy_for("US", now)
    policy.buyer_cancel_window          # timedelta(minutes=30)
    policy.rule("buyer-cancel-window")  # its sentence, sources, dates
    raise policy.refuse("buyer-cancel-window", until=closed_at)

It must not know orders, pages or databases.
"""

from simulator.errors import Refusal
from simulator.policy.book import Policy, in_language, policy_for
from simulator.policy.listing import all_rules, history
from simulator.policy.overriding import overridden
from simulator.policy.packs import DATE_SETS, source_titles
from simulator.policy.rule import Rule, Variant
from simulator.policy.stores import Store, store, store_by_marketplace_id, stores
from simulator.policy.values import Grace, PackError, Reminder
from simulator.policy.wording import ENGLISH, Say, in_words, moment, sentence

__all__ = [
    "DATE_SETS",
    "ENGLISH",
    "Grace",
    "PackError",
    "Policy",
    "Refusal",
    "Reminder",
    "Rule",
    "Say",
    "Store",
    "Variant",
    "all_rules",
    "history",
    "in_language",
    "in_words",
    "moment",
    "overridden",
    "policy_for",
    "sentence",
    "source_titles",
    "store",
    "store_by_marketplace_id",
    "stores",
]
