"""Buyers, sellers and offers: reserved addresses only, and every reference leads somewhere."""

from simulator.auditor.finding import Found, finds
from simulator.auditor.ledger import Ledger


@finds("reserved-addresses")
def reserved(ledger: Ledger) -> Found:
    """E-mail addresses are of domains that nobody can own."""
    for table, column, key in (("buyers", "email", "id"), ("sellers", "email", "id"), ("mail", "address", "id")):
        query = f"SELECT {key} AS id, {column} AS address FROM {table} WHERE {column} NOT LIKE '%@%.example'"  # noqa: S608
        for row in ledger.rows(query):
            yield f"{table} {row['id']}", f"has the address {row['address']}, which somebody could own."


@finds("references")
def references(ledger: Ledger) -> Found:
    """Every row that names another finds it."""
    for table, row, parent, _ in ledger.connection.execute("PRAGMA foreign_key_check"):
        yield f"{table} {row}", f"names a row of {parent} that does not exist."


@finds("offers-priced")
def priced(ledger: Ledger) -> Found:
    """Every offer has a price, and a reason where it was deactivated."""
    for row in ledger.rows("SELECT sku, price, deactivated_at, deactivated_why FROM products ORDER BY sku"):
        if row["price"] <= 0:
            yield row["sku"], f"is offered for {row['price']}."
        if (row["deactivated_at"] is None) != (row["deactivated_why"] is None):
            yield row["sku"], "is deactivated without saying why, or the other way round."
