"""The older protocol, for software that still speaks it: parameters in the query or a form, a signature, XML back.

Orders, files, reports and sellers, over the same rows and jobs as the newer interface. Files and reports are called at
the front page's address with an Action.
"""

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from seller_central.mws import jobs, orders
from seller_central.mws.answers import MwsError, failure, result
from seller_central.mws.fields import all_fields, is_call_at_the_front_page
from seller_central.mws.signing import Unsigned, check_timestamp, signer_of
from seller_central.selling_partner_api.answering import ApiError
from seller_central.selling_partner_api.gate import Call, Plan, spend, suffer
from seller_central.selling_partner_api.peeking import peek
from seller_central.selling_partner_api.tokens import Token
from simulator.errors import BadInput, Busy, MarketplaceError, NotFound
from simulator.visits import the_home

OLD_NAMESPACE = "http://mws.amazonaws.com/doc/2009-01-01/"
SECTIONS = {
    "Orders": "https://mws.amazonservices.com/Orders/2013-09-01",
    "Sellers": "https://mws.amazonservices.com/schema/Sellers/2011-07-01",
}
# Calls a second and at once, where they differ from the usual.
PLANS = {"ListOrders": (1 / 60, 6), "ListOrderItems": (0.5, 30), "SubmitFeed": (1 / 120, 15)}
ACTIONS = {**jobs.ACTIONS, **orders.ACTIONS}


def init_mws(app: Flask) -> None:
    """Attach the older protocol, at its sections' addresses and at the front page's."""

    @app.before_request
    def call_at_the_front_page() -> Response | None:
        return answered("") if is_call_at_the_front_page() else None

    for section in ("Orders", "Feeds", "Reports", "Sellers"):
        app.add_url_rule(
            f"/{section}/<version>", f"mws_{section.lower()}", _view(section), methods=["GET", "POST"],
            strict_slashes=False,
        )  # fmt: skip


def _view(section: str):  # type: ignore[no-untyped-def]
    def view(version: str) -> Response:
        return answered(section)

    return view


def answered(section: str) -> Response:
    """Answer a call: find out whose it is, do it, and write what came of it."""
    namespace, fields = SECTIONS.get(section, OLD_NAMESPACE), all_fields()
    try:
        action = ACTIONS.get(fields.get("Action", ""))
        if action is None:
            raise MwsError(400, "InvalidAction", "The action or operation requested is invalid.")
        told = action(_call(fields), fields)
        return told if isinstance(told, Response) else result(fields["Action"], namespace, told)
    except MwsError as error:
        return failure(error, namespace)
    except Unsigned as error:
        return failure(MwsError(error.status, error.code, error.message), namespace)
    except ApiError as error:
        return failure(_older(error), namespace)
    except MarketplaceError as error:
        return failure(_as_error(error), namespace)
    except HTTPException as error:
        return failure(MwsError(error.code or 500, "InvalidRequest", error.description or ""), namespace)


def _call(fields: dict[str, str]) -> Call:
    home = the_home()
    hosts = [request.host, f"{request.scheme}://{request.host}"]
    keys = signer_of(home, request.method, hosts, request.path, fields)
    seen, action = peek(home, keys.world), fields["Action"]
    plan = Plan(f"mws {action}", *PLANS.get(action, (0.5, 30)))
    suffer(plan, seen)
    if not spend(plan, seen, home, f"{keys.world}/{keys.seller_id}"):
        raise MwsError(503, "RequestThrottled", "Request is throttled.")
    call = Call(home, Token(keys.world, keys.seller_id, 0), seen, [])
    check_timestamp(fields, is_strict=call.is_strict)
    return call


def _older(error: ApiError) -> MwsError:
    """Put an error of the newer interface into the words of this one."""
    codes = {400: "InvalidParameterValue", 403: "AccessDenied", 404: "InvalidAddress", 500: "InternalError"}
    if error.status in (429, 503):
        return MwsError(503, "RequestThrottled", error.message)
    return MwsError(error.status, codes.get(error.status, "InvalidRequest"), error.details or error.message)


def _as_error(error: MarketplaceError) -> MwsError:
    if isinstance(error, Busy):
        return MwsError(503, "RequestThrottled", error.message)
    if isinstance(error, NotFound):
        return MwsError(404, "InvalidParameterValue", error.message)
    status = 413 if isinstance(error, BadInput) and error.status == 413 else 400
    return MwsError(status, "InvalidParameterValue", error.message)
