"""One contender: orders of fourteen columns with 1.36 items of six columns each, written as CSV rows into memory.

Runs in the peers' own environment. The shape is the one that all contenders share.
"""

import csv
import io
import random  # noqa: TID251 - as these libraries are commonly used
import sys
import tempfile
from pathlib import Path


def rows_of(order: list[object], items: list[list[object]], sheet: object) -> int:
    sheet.writerow(order)  # type: ignore[attr-defined]
    for item in items:
        sheet.writerow(item)  # type: ignore[attr-defined]
    return len(order) + sum(map(len, items))


def faker(count: int, *, weighting: bool) -> int:
    from faker import Faker

    fake, chance, cells = Faker("en_US", use_weighting=weighting), random.Random(7), 0
    Faker.seed(7)
    sheet = csv.writer(io.StringIO())
    for _ in range(count):
        number = fake.bothify("###-#######-#######")
        order = [number, fake.name(), fake.email(), fake.phone_number(), fake.street_address(), fake.city(),
                 fake.state_abbr(), fake.postcode(), fake.date_time_this_year(), fake.date_time_this_year(),
                 fake.random_element(("Shipped", "Canceled", "Unshipped")), fake.random_int(100, 90_000), "USD",
                 fake.random_element(("MFN", "AFN"))]  # fmt: skip
        items = [[number, fake.bothify("??-###-??"), fake.catch_phrase(), fake.random_int(1, 4),
                  fake.random_int(100, 90_000), fake.random_int(1, 900)]
                 for _ in range(1 + (chance.random() < 0.36))]  # fmt: skip
        cells += rows_of(order, items, sheet)
    return cells


def mimesis(count: int) -> int:
    from mimesis import Generic
    from mimesis.locales import Locale

    made, chance, cells = Generic(locale=Locale.EN, seed=7), random.Random(7), 0
    sheet = csv.writer(io.StringIO())
    for _ in range(count):
        number = made.code.pin(mask="###-#######-#######")
        order = [number, made.person.full_name(), made.person.email(), made.person.phone_number(),
                 made.address.address(), made.address.city(), made.address.state(abbr=True), made.address.postal_code(),
                 made.datetime.datetime(2026, 2026), made.datetime.datetime(2026, 2026),
                 made.random.choice(("Shipped", "Canceled", "Unshipped")), made.random.randint(100, 90_000), "USD",
                 made.random.choice(("MFN", "AFN"))]  # fmt: skip
        items = [[number, made.code.pin(mask="@@-###-@@"), made.text.title(), made.random.randint(1, 4),
                  made.random.randint(100, 90_000), made.random.randint(1, 900)]
                 for _ in range(1 + (chance.random() < 0.36))]  # fmt: skip
        cells += rows_of(order, items, sheet)
    return cells


RECIPE = """
- object: Order
  count: COUNT
  fields:
    number: ${{random_number(min=100, max=999)}}-${{random_number(min=1000000, max=9999999)}}
    name: {fake: name}
    email: {fake: email}
    phone: {fake: phone_number}
    street: {fake: street_address}
    city: {fake: city}
    state: {fake: state_abbr}
    postcode: {fake: postcode}
    placed: {fake: date_this_year}
    shipped: {fake: date_this_year}
    status: {random_choice: [Shipped, Canceled, Unshipped]}
    total: ${{random_number(min=100, max=90000)}}
    currency: USD
    channel: {random_choice: [MFN, AFN]}
  friends:
    - object: Item
      count: 1
      fields:
        sku: {fake: ean}
        title: {fake: catch_phrase}
        quantity: ${{random_number(min=1, max=4)}}
        price: ${{random_number(min=100, max=90000)}}
        tax: ${{random_number(min=1, max=900)}}
        kind: new
"""


def snowfakery(count: int) -> int:
    from snowfakery import generate_data

    with tempfile.TemporaryDirectory() as folder:
        recipe = Path(folder) / "orders.yml"
        recipe.write_text(RECIPE.replace("COUNT", str(count)))
        generate_data(str(recipe), output_format="csv", output_folder=folder)
        lines = {name: len((Path(folder) / f"{name}.csv").read_text().splitlines()) - 1 for name in ("Order", "Item")}
    return lines["Order"] * 15 + lines["Item"] * 7


CONTENDERS = {
    "faker": lambda count: faker(count, weighting=True),
    "faker-plain": lambda count: faker(count, weighting=False),
    "mimesis": mimesis,
    "snowfakery": snowfakery,
}

if __name__ == "__main__":
    print(f"cells={CONTENDERS[sys.argv[1]](int(sys.argv[2]))}")
