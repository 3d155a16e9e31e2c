"""Uploaded files of orders: cancel, ship, refund and multi-channel orders by the thousand.

Pages and machine interfaces use the same jobs (`jobs.py`); what a record asks for is done through deeds like anything
else. Must not know pages or requests.
"""

from seller_central.feeds.jobs import cancel, find, history, processing_report, submit, submit_document
from seller_central.feeds.types import FEED_TYPES, feed_type, template

__all__ = [
    "FEED_TYPES",
    "cancel",
    "feed_type",
    "find",
    "history",
    "processing_report",
    "submit",
    "submit_document",
    "template",
]
