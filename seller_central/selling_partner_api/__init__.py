"""The selling partner interface: what sellers' software calls, so faithfully that it cannot tell the difference.

One blueprint at the root; every operation comes through `gate.py`. Knows the engine's edge, never a page.
"""

from flask import Flask


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
