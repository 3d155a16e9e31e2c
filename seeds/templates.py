"""What worlds start with: `empty` (one seller, one buyer, nothing happened yet) and the parts other templates use.

People and products come from the seed; everything that happens, happens through deeds.
"""

from dataclasses import asdict

from seeds import catalogue, people
from simulator.moment import Moment
from simulator.parties import Buyer, Product, Seller
from simulator.policy import store
from simulator.worlds import Plan, world_template

STOCK = 10_000
PRODUCTS_EACH = 20


@world_template("empty")
def empty(moment: Moment, plan: Plan) -> None:
    """One store, one seller with twenty products, one buyer who reads every message."""
    populate(moment, plan, sellers=1, buyers=1)


def populate(
    moment: Moment, plan: Plan, *, sellers: int, buyers: int, stock: int = STOCK
) -> tuple[list[Seller], list[Buyer]]:
    """Add sellers, each with products in every store of the plan, and buyers, to a new world."""
    shops = [add_seller(moment, plan, n) for n in range(1, sellers + 1)]
    for place, code in enumerate(plan.marketplaces):
        offers = catalogue.products(plan.seed, code, PRODUCTS_EACH * sellers)
        for n, shop in enumerate(shops):
            for one in offers[n * PRODUCTS_EACH : (n + 1) * PRODUCTS_EACH]:
                moment.session.add(_product(one, shop, code, f"-{code}" if place else "", stock))
    shoppers = [add_buyer(moment, plan, n) for n in range(1, buyers + 1)]
    moment.session.flush()
    return shops, shoppers


def add_seller(moment: Moment, plan: Plan, n: int) -> Seller:
    """Add the n-th seller of the world's first store."""
    seed = people.seller(plan.seed, plan.marketplaces[0], n)
    seller = Seller(
        id=f"A{n:03d}{catalogue.asin(f'{plan.seed}/{n}')[2:]}",
        number=n,
        name=seed.name,
        email=seed.email,
        marketplaces=list(plan.marketplaces),
        on_vacation=False,
        report_columns={},
        mail_off=[],
        acts=0,
        has_developer_access=True,
    )
    moment.session.add(seller)
    return seller


def add_buyer(moment: Moment, plan: Plan, n: int) -> Buyer:
    """Add the n-th buyer of the world; buyers are spread over its stores."""
    code = plan.marketplaces[(n - 1) % len(plan.marketplaces)]
    person = people.buyer(plan.seed, code, n)
    buyer = Buyer(
        id=f"B{n:05d}{catalogue.asin(f'{plan.seed}/b{n}')[2:6]}",
        number=n,
        name=person.name,
        email=person.email,
        store=store(code).code,
        language=person.locale,
        address=address_of(person),
        addresses=[],
        opted_out=False,
        is_business=False,
        acts=0,
        cart=[],
    )
    moment.session.add(buyer)
    return buyer


def address_of(person: people.Person) -> dict[str, str]:
    """Write a person's address as orders carry it."""
    lines = [*person.address_lines, "", ""]
    fields = asdict(person)
    kept = {key: fields[key] for key in ("name", "city", "state", "postal_code", "country", "phone")}
    return kept | {"line1": lines[0], "line2": lines[1]}


def _product(one: catalogue.ProductSeed, shop: Seller, code: str, suffix: str, stock: int) -> Product:
    return Product(
        sku=one.sku + suffix,
        seller_id=shop.id,
        seller=shop,
        store=code,
        asin=one.asin,
        title=one.title,
        department=one.department,
        kind=one.kind,
        description=one.description,
        price=one.price_minor,
        currency=one.currency,
        stock=stock,
        channel="MFN",
        customizable=one.customizable,
    )
