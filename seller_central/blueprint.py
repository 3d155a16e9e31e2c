"""The blueprint that all pages of Seller Central are registered on; the app gives it its address."""

from flask import Blueprint

seller = Blueprint("seller", __name__, template_folder="templates")
