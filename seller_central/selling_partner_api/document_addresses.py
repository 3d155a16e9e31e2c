"""The addresses at which contents of files are put and contents of documents fetched, as from a file store.

Whoever has an address may use it for a few minutes; no token is asked for. Errors are XML, as there.
"""

import gzip
from collections.abc import Iterator

from flask import Response, request

from seller_central import documents
from seller_central.documents import Document
from seller_central.selling_partner_api.gate import origin, selling_partner
from simulator.errors import BadInput
from simulator.visits import the_home

_BLOCK = 1 << 20


@selling_partner.put("/documents/<document_id>")
def put_content(document_id: str) -> Response:
    """Take the bytes of a file; 200 exactly, for some clients take no other success."""
    document = _open(document_id)
    if document is None or documents.FEED not in document.id:
        return _refused(403, "AccessDenied", "Request has expired")
    if (request.content_length or 0) > documents.LARGEST:
        return _refused(413, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size")
    try:
        documents.write(the_home(), document.id, _sent())
    except BadInput:
        return _refused(413, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size")
    return Response(status=200)


@selling_partner.get("/documents/<document_id>")
def get_content(document_id: str) -> Response:
    """Give the bytes of a document; packed ones without saying so in a header, which clients would act upon."""
    document = _open(document_id)
    path = documents.content_file(the_home(), document_id) if document else None
    if document is None or path is None or not path.exists():
        return _refused(403, "AccessDenied", "Request has expired")
    content = path.read_bytes()
    if request.args.get("packed"):
        content = gzip.compress(content, mtime=0)
    kind = document.content_type
    # Row parsers look for "plain"; tab-separated values are that.
    shown = kind.replace("text/tab-separated-values", "text/plain")
    return Response(content, 200, content_type=shown)


def address(document_id: str, *, packed: bool = False) -> str:
    """Return the full address of a document."""
    return origin() + documents.signed_path(the_home(), document_id) + ("&packed=1" if packed else "")


def _open(document_id: str) -> Document | None:
    expires, signature = request.args.get("expires", ""), request.args.get("signature", "")
    if not documents.is_document_id(document_id) or not documents.may_open(the_home(), document_id, expires, signature):
        return None
    return documents.find_document(the_home(), document_id)


def _sent() -> Iterator[bytes]:
    while block := request.stream.read(_BLOCK):
        yield block


def _refused(status: int, code: str, message: str) -> Response:
    told = f'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{code}</Code><Message>{message}</Message></Error>'
    return Response(told, status, content_type="application/xml")
