"""The selling partner interface: what sellers' software calls, so faithfully that it cannot tell the difference.

One blueprint at the root; every operation comes through `gate.py`. Knows the engine's edge, never a page.
"""

from flask import Flask, Response, request


def init_selling_partner_api(app: Flask) -> None:
    """Attach all operations.

    Reads from the configuration: PUBLIC_URL (where programs reach this server, if not where it listens),
    USAGE_PLANS (throttle by the published plans), API_STRICT (lists lag two minutes), MODE and WEBHOOK_HOSTS (in a
    class, notifications go to these hosts only).
    """
    from seller_central.selling_partner_api.delivering import limit_hosts
    from seller_central.selling_partner_api.rooms import selling_partner

    limit_hosts(None if app.config.get("MODE", "local") == "local" else app.config.get("WEBHOOK_HOSTS", ()))
    app.register_blueprint(selling_partner)
    app.after_request(_nothing_in_json)


def _nothing_in_json(response: Response) -> Response:
    """Tell a program of an address that is none in the usual shape; some take a page for a success."""
    from seller_central.selling_partner_api.answering import error_answer, not_found

    is_program = request.url_rule is None and "x-amz-access-token" in request.headers
    return error_answer(not_found()) if is_program else response
