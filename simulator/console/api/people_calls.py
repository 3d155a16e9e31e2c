"""Calls about buyers, sellers and what is on offer: lists, settings, account health, support cases, sign-in links."""

from collections.abc import Callable
from typing import Annotated, Any, Literal, TypeVar

from flask import request
from pydantic import Field
from sqlalchemy import select

from simulator.acting import reading
from simulator.console.api.calls import AnyFields, Given, call
from simulator.console.api.order_calls import do_world_deed
from simulator.console.api.paging import Page, a_page, place_after
from simulator.console.api.signing import SignIn, make_link, own_page
from simulator.directory import installation_secret
from simulator.errors import NotFound
from simulator.events import iso
from simulator.health import health_json
from simulator.home import Home
from simulator.moment import Moment
from simulator.money import amount_json
from simulator.orders.models import SupportCase
from simulator.parties import Buyer, Product, Seller, first
from simulator.policy import store

Person = TypeVar("Person", Buyer, Seller)


class ProductPage(Page):
    """Which offers are wanted."""

    seller_id: str | None = None
    marketplace: str | None = None


class SignInWish(Given):
    """Who is to be signed in; the first of the world if nobody is named."""

    role: Literal["buyer", "seller"]
    id: Annotated[str | None, Field(max_length=40)] = None
    next: Annotated[str | None, Field(max_length=500, description="A page of this world.")] = None


@call("GET", "/worlds/{world}/buyers", query=Page, answer="Buyers")
def list_buyers(home: Home, world: str, query: Page) -> dict[str, Any]:
    """List the buyers of a world."""
    return _people(home, world, query, Buyer, "buyers", buyer_json)


@call("GET", "/worlds/{world}/buyers/{buyer_id}", answer="Buyer")
def show_buyer(home: Home, world: str, buyer_id: str) -> dict[str, Any]:
    """Describe a buyer."""
    with reading(home, world) as moment:
        return buyer_json(person(moment, Buyer, buyer_id))


@call("PUT", "/worlds/{world}/buyers/{buyer_id}", body=AnyFields, answer="Buyer")
def change_buyer(home: Home, world: str, buyer_id: str, body: AnyFields) -> dict[str, Any]:
    """Change a buyer's settings."""
    do_world_deed(home, world, "change-buyer", {**body.model_dump(), "buyer_id": buyer_id})
    return show_buyer(home, world, buyer_id)


@call("GET", "/worlds/{world}/sellers", query=Page, answer="Sellers")
def list_sellers(home: Home, world: str, query: Page) -> dict[str, Any]:
    """List the sellers of a world."""
    return _people(home, world, query, Seller, "sellers", seller_json)


@call("GET", "/worlds/{world}/sellers/{seller_id}", answer="Seller")
def show_seller(home: Home, world: str, seller_id: str) -> dict[str, Any]:
    """Describe a seller and the settings that change what happens to their orders."""
    with reading(home, world) as moment:
        return seller_json(person(moment, Seller, seller_id))


@call("PUT", "/worlds/{world}/sellers/{seller_id}", body=AnyFields, answer="Seller")
def change_seller(home: Home, world: str, seller_id: str, body: AnyFields) -> dict[str, Any]:
    """Change a seller's settings."""
    do_world_deed(home, world, "change-seller", {**body.model_dump(), "seller_id": seller_id})
    return show_seller(home, world, seller_id)


@call("GET", "/worlds/{world}/sellers/{seller_id}/health", answer="Health")
def show_health(home: Home, world: str, seller_id: str) -> dict[str, Any]:
    """Measure a seller's account health at this instant."""
    with reading(home, world) as moment:
        return health_json(moment, person(moment, Seller, seller_id))


@call("GET", "/worlds/{world}/products", query=ProductPage, answer="Products")
def list_products(home: Home, world: str, query: ProductPage) -> dict[str, Any]:
    """List what is on offer, by SKU."""
    (after,) = place_after(query, str) or ("",)
    found = select(Product).where(Product.sku > after).order_by(Product.sku).limit(query.limit + 1)
    if query.seller_id is not None:
        found = found.where(Product.seller_id == query.seller_id)
    if query.marketplace is not None:
        found = found.where(Product.store == store(query.marketplace).code)
    with reading(home, world) as moment:
        rows = [product_json(one) for one in moment.session.scalars(found)]
    return a_page("products", rows, query, rows[query.limit - 1]["sku"] if len(rows) > query.limit else "")


@call("GET", "/worlds/{world}/products/{sku}", answer="Product")
def show_product(home: Home, world: str, sku: str) -> dict[str, Any]:
    """Describe an offer."""
    with reading(home, world) as moment:
        product = moment.session.get(Product, sku)
        if product is None:
            raise NotFound(f"There is no offer with SKU {sku[:40]}.")
        return product_json(product)


@call("PUT", "/worlds/{world}/products/{sku}", body=AnyFields, answer="Product")
def change_product(home: Home, world: str, sku: str, body: AnyFields) -> dict[str, Any]:
    """Change an offer's price or stock."""
    do_world_deed(home, world, "change-product", {**body.model_dump(), "sku": sku})
    return show_product(home, world, sku)


@call("GET", "/worlds/{world}/cases", query=Page, answer="Cases")
def list_cases(home: Home, world: str, query: Page) -> dict[str, Any]:
    """List cases to Seller Support, oldest first."""
    (begin,) = place_after(query, int) or (0,)
    found = select(SupportCase).order_by(SupportCase.opened_at, SupportCase.id)
    with reading(home, world) as moment:
        rows = [case_json(one) for one in moment.session.scalars(found.limit(query.limit + 1).offset(begin))]
    return a_page("cases", rows, query, begin + query.limit)


@call("POST", "/worlds/{world}/cases", body=AnyFields, answer="DoneInWorld", status=201)
def open_case(home: Home, world: str, body: AnyFields) -> dict[str, Any]:
    """Ask Seller Support to cancel orders that the marketplace fulfills; the first seller asks if none is named."""
    told = body.model_dump()
    if "seller_id" not in told:
        with reading(home, world) as moment:
            told["seller_id"] = person(moment, Seller, None).id
    return do_world_deed(home, world, "open-case", told)


@call("POST", "/worlds/{world}/sign-in", body=SignInWish, answer="SignInLink")
def make_sign_in_link(home: Home, world: str, body: SignInWish) -> dict[str, Any]:
    """Return a signed link that signs a browser in; it works for ten minutes."""
    with reading(home, world) as moment:
        person_id = person(moment, Buyer, body.id).id if body.role == "buyer" else person(moment, Seller, body.id).id
    front = f"/w/{world}/seller/" if body.role == "seller" else None
    link = make_link(
        installation_secret(home), world, SignIn(body.role, person_id, own_page(world, body.next or front))
    )
    return {"url": request.url_root.rstrip("/") + link}


def buyer_json(buyer: Buyer) -> dict[str, Any]:
    """Write a buyer."""
    return {
        "buyer_id": buyer.id,
        "name": buyer.name,
        "email": buyer.email,
        "marketplace": buyer.store,
        "language": buyer.language,
        "opted_out": buyer.opted_out,
        "is_business": buyer.is_business,
        "address": buyer.address,
        "addresses": buyer.addresses,
        "persona": buyer.persona,
    }


def seller_json(seller: Seller) -> dict[str, Any]:
    """Write a seller with the settings."""
    return {
        "seller_id": seller.id,
        "name": seller.name,
        "email": seller.email,
        "marketplace_ids": [store(code).marketplace_id for code in seller.marketplaces],
        "vacation": seller.on_vacation,
        "vacation_from": iso(seller.vacation_from) if seller.vacation_from else None,
        "vacation_until": iso(seller.vacation_until) if seller.vacation_until else None,
        "carriers": seller.carriers,
        "handling_days": seller.handling_days,
        "operating_days": seller.operating_days,
        "cut_off": seller.cut_off,
        "auto_approval_window": seller.auto_approval_minutes,
        "report_columns": seller.report_columns,
        "mail_off": seller.mail_off,
        "offers_deactivated_at": iso(seller.offers_deactivated_at) if seller.offers_deactivated_at else None,
        "persona": seller.persona,
    }


def product_json(product: Product) -> dict[str, Any]:
    """Write an offer."""
    return {
        "sku": product.sku,
        "asin": product.asin,
        "title": product.title,
        "seller_id": product.seller_id,
        "marketplace": product.store,
        "department": product.department,
        "kind": product.kind,
        "price": amount_json(product.price, product.currency),
        "stock": product.stock,
        "channel": product.channel,
        "active": product.deactivated_at is None,
        "deactivated_why": product.deactivated_why,
    }


def case_json(case: SupportCase) -> dict[str, Any]:
    """Write a case."""
    return {
        "case_id": case.id,
        "seller_id": case.seller_id,
        "opened_at": iso(case.opened_at),
        "order_ids": case.order_ids,
        "items": case.items,
        "reason": case.reason,
        "details": case.details,
        "state": case.state,
        "answered_at": iso(case.answered_at) if case.answered_at else None,
        "answer": case.answer,
    }


def person(moment: Moment, kind: type[Person], person_id: str | None) -> Person:
    """Return a person by id, or the first of the world."""
    found = first(moment.session, kind) if person_id is None else moment.session.get(kind, person_id)
    if found is None:
        raise NotFound(f"There is no {kind.__name__.lower()} {(person_id or '')[:40]}".rstrip() + ".")
    return found


def _people(
    home: Home, world: str, query: Page, kind: type[Person], name: str, write: Callable[[Person], dict[str, Any]]
) -> dict[str, Any]:
    """List the people of a kind, oldest first."""
    (after,) = place_after(query, int) or (0,)
    found = select(kind).where(kind.number > after).order_by(kind.number).limit(query.limit + 1)
    with reading(home, world) as moment:
        rows = moment.session.scalars(found).all()
    last = rows[query.limit - 1].number if len(rows) > query.limit else 0
    return a_page(name, [write(one) for one in rows], query, last)
