"""Writes what became of an uploaded file: the summary, and every record that could not be done.

Two shapes, flat and XML, as programs expect them. Source: policies §11.
"""

from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape

from seller_central.feeds.types import FeedType
from simulator.outgoing import Feed, Finding

PLAIN, XML = "text/plain; charset=UTF-8", "text/xml; charset=UTF-8"
COLUMNS = ("original-record-number", "order-id", "error-code", "error-type", "error-message")


def content_type(kind: FeedType) -> str:
    """Return what the processing report of such a file is served as."""
    return XML if kind.is_xml else PLAIN


def blocks(kind: FeedType, feed: Feed, seller_id: str, findings: Iterable[Finding]) -> Iterator[bytes]:
    """Write the report piece by piece."""
    lines = _xml(feed, seller_id, findings) if kind.is_xml else _flat(feed, findings)
    for line in lines:
        yield f"{line}\n".encode()


def _flat(feed: Feed, findings: Iterable[Finding]) -> Iterator[str]:
    yield "Feed Processing Summary:"
    yield f"\tNumber of records processed\t\t{feed.processed}"
    yield f"\tNumber of records successful\t\t{feed.successful}"
    yield ""
    yield "\t".join(COLUMNS)
    for one in findings:
        cells = (str(one.record), one.order_id, one.code, one.severity, one.message)
        yield "\t".join(" ".join(cell.split()) for cell in cells)


def _xml(feed: Feed, seller_id: str, findings: Iterable[Finding]) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield (
        '<AmazonEnvelope xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        'xsi:noNamespaceSchemaLocation="amzn-envelope.xsd">'
    )
    yield "<Header><DocumentVersion>1.02</DocumentVersion>"
    yield f"<MerchantIdentifier>{escape(seller_id)}</MerchantIdentifier></Header>"
    yield "<MessageType>ProcessingReport</MessageType>"
    yield "<Message><MessageID>1</MessageID><ProcessingReport>"
    yield f"<DocumentTransactionID>{feed.id}</DocumentTransactionID>"
    yield "<StatusCode>Complete</StatusCode>"
    yield "<ProcessingSummary>"
    yield f"<MessagesProcessed>{feed.processed}</MessagesProcessed>"
    yield f"<MessagesSuccessful>{feed.successful}</MessagesSuccessful>"
    yield f"<MessagesWithError>{feed.processed - feed.successful}</MessagesWithError>"
    yield f"<MessagesWithWarning>{feed.warned}</MessagesWithWarning>"
    yield "</ProcessingSummary>"
    for one in findings:
        yield _result(one)
    yield "</ProcessingReport></Message></AmazonEnvelope>"


def _result(one: Finding) -> str:
    more = f"<AdditionalInfo><AmazonOrderID>{escape(one.order_id)}</AmazonOrderID></AdditionalInfo>"
    code = "Warning" if one.severity == "Warning" else "Error"
    return (
        f"<Result><MessageID>{one.record}</MessageID><ResultCode>{code}</ResultCode>"
        f"<ResultMessageCode>{one.code}</ResultMessageCode>"
        f"<ResultDescription>{escape(one.message)}</ResultDescription>{more if one.order_id else ''}</Result>"
    )
