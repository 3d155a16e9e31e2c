"""Feeds 2021-06-30: a program uploads a file, hands it in, asks how far it is and fetches the processing report."""

from typing import Any

from seller_central import documents, feeds
from seller_central.selling_partner_api import asking, document_addresses
from seller_central.selling_partner_api.answering import ApiError, invalid, not_found
from seller_central.selling_partner_api.gate import Call, operation
from seller_central.selling_partner_api.job_lists import job_number, listing, states
from simulator.errors import BadInput
from simulator.outgoing import Feed
from simulator.policy.stores import store_by_marketplace_id

ROOT = "/feeds/2021-06-30"


@operation("POST", f"{ROOT}/documents", "createFeedDocument", 0.5, 15, status=201)
def create_feed_document(call: Call) -> dict[str, Any]:
    """Make room for a file and say where to put it."""
    content_type = asking.wanted(asking.body(), "contentType", largest=100)
    document = documents.new_document(call.home, call.world, call.seller_id, documents.FEED, content_type)
    return {"feedDocumentId": document.id, "url": document_addresses.address(document.id)}


@operation("POST", f"{ROOT}/feeds", "createFeed", 0.0083, 15, status=202)
def create_feed(call: Call) -> dict[str, Any]:
    """Hand in an uploaded file; it is worked off at once."""
    sent = asking.body()
    kind = asking.wanted(sent, "feedType", largest=100)
    markets = marketplaces(sent)
    document = asking.wanted(sent, "inputFeedDocumentId", largest=200)
    try:
        feed = feeds.submit_document(call.home, call.world, call.seller_id, kind, document, markets)
    except BadInput as no:
        raise invalid("Invalid Input", no.message) from None
    return {"feedId": str(feed.id)}


@operation("GET", f"{ROOT}/feeds", "getFeeds", 0.0222, 10)
def get_feeds(call: Call) -> dict[str, Any]:
    """List the seller's files, newest first."""
    return listing(call, Feed, "feedTypes", "feeds", _told)


@operation("GET", f"{ROOT}/feeds/<number>", "getFeed", 2, 15)
def get_feed(call: Call, number: str) -> dict[str, Any]:
    """Tell how far a file is."""
    return _told(feeds.find(call.home, call.world, call.seller_id, job_number(number)))


@operation("DELETE", f"{ROOT}/feeds/<number>", "cancelFeed", 2, 15)
def cancel_feed(call: Call, number: str) -> dict[str, Any]:
    """Call a file off that waits; only a world's faults let one wait for long."""
    if not feeds.cancel(call.home, call.world, call.seller_id, job_number(number)):
        raise invalid("Invalid Input", f"Feed {number} is no longer IN_QUEUE and cannot be canceled.")
    return {}


@operation("GET", f"{ROOT}/documents/<document_id>", "getFeedDocument", 0.0222, 10)
def get_feed_document(call: Call, document_id: str) -> dict[str, Any]:
    """Say where a file or its processing report can be fetched."""
    document = own_document(call, document_id)
    return {"feedDocumentId": document.id, "url": document_addresses.address(document.id)}


def own_document(call: Call, document_id: str) -> documents.Document:
    """Return the seller's document; an id that cannot be one is bad input."""
    if not documents.is_document_id(document_id):
        raise invalid("Invalid Input")
    document = documents.find_document(call.home, document_id)
    if document is None or (document.world, document.seller_id) != (call.world, call.seller_id):
        raise not_found()
    if not documents.content_file(call.home, document_id).exists():
        raise ApiError(404, "NotFound", "Resource not found", "Nothing was uploaded yet.")
    return document


def marketplaces(sent: dict[str, Any]) -> list[str]:
    """Return the marketplace ids of a body; only those that exist."""
    found = asking.strings(sent, "marketplaceIds", most=25)
    try:
        return [store_by_marketplace_id(one).marketplace_id for one in found]
    except BadInput as no:
        raise invalid("Invalid Input", no.message) from None


def _told(feed: Feed) -> dict[str, Any]:
    told = {"feedId": str(feed.id), "feedType": feed.feed_type, **states(feed)}
    return told | ({"resultFeedDocumentId": feed.result_document} if feed.result_document else {})
