"""Track package tells where a parcel was read off, once its seller has confirmed it."""

from tests.builders import Market
from tests.buyer_site.sites import Site


def test_scans_are_shown_once_the_shipment_is_confirmed(market: Market, site: Site) -> None:
    order = market.place(released=True)
    market.act("hand-to-carrier", order)
    market.act("scan-parcel", order, place="collected")
    assert "Collected by the carrier" not in site.get(f"/orders/{order}/track").text
    market.act("confirm-shipment", order, carrier="Mill Express", tracking="MX1")
    market.act("scan-parcel", order, place="out_for_delivery")
    page = site.get(f"/orders/{order}/track").text
    assert page.index("Out for delivery") < page.index("Collected by the carrier")
