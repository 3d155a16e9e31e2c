"""Signed links that sign a browser in, as a buyer or a seller of one world, for a short time.

The control API makes them (`make_link`), a page of the console takes them (`read_link`). Knows no cookie.
"""

from dataclasses import asdict, dataclass

from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

from simulator.errors import BadInput

# Seconds a link works.
LIFETIME = 600


@dataclass(frozen=True)
class SignIn:
    """Who a link signs in, and the page it leads to."""

    role: str
    person_id: str
    next: str


def make_link(secret: str, world: str, sign_in: SignIn) -> str:
    """Return the address of a link, from the root of the site."""
    return f"/w/{world}/sign-in?token={_signer(secret, world).dumps(asdict(sign_in))}"


def read_link(secret: str, world: str, token: str) -> SignIn:
    """Return what a link says.

    Raises:
        BadInput: it was altered, made for another world, or is too old.
    """
    try:
        return SignIn(**_signer(secret, world).loads(token, max_age=LIFETIME))
    except SignatureExpired:
        raise BadInput("token", "This sign-in link is too old. Ask for a new one.", status=403) from None
    except (BadSignature, TypeError):
        raise BadInput("token", "This sign-in link is not one of ours.", status=403) from None


def own_page(world: str, path: str | None) -> str:
    """Return a page of a world to go to, its front page if none is named.

    Raises:
        BadInput: an address outside the world.
    """
    root = f"/w/{world}/"
    if path is None:
        return root
    if not path.startswith(root) or "\\" in path or "//" in path or any(not one.isprintable() for one in path):
        raise BadInput("next", f"next: name a page of this world, such as {root}orders.", status=422)
    return path


def _signer(secret: str, world: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret, salt=f"sign-in {world}")
