"""What a platform says when a learner opens a lesson: a signed token, believed only if everything in it is right.

Pure but for the platform's keys. Knows no table and no page.
"""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import jwt

from simulator.classroom.lti.keys import ALGORITHM, KeyRing, NoKey
from simulator.classroom.lti.platforms import Platform
from simulator.errors import BadInput

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
GRADES = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
SCORE = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
NEEDED = ("iss", "sub", "aud", "exp", "iat", "nonce")
# Seconds that the clocks of two machines may be apart.
APART = 60
LESSON = re.compile(r"/learn/([\w-]{1,40})/?")
LONGEST_USER, LONGEST_ADDRESS = 255, 1000


@dataclass(frozen=True)
class Launch:
    """Who opens which lesson, and where its grade goes; an empty address is nowhere."""

    user: str
    link: str
    lesson: str
    line: str


def read_launch(platform: Platform, ring: KeyRing, token: str, nonce: str) -> Launch:
    """Return what a token says.

    Raises:
        BadInput: it is not the platform's, not for us, too old, or no launch of a lesson.
    """
    try:
        told = _decoded(platform, ring, token)
    except (jwt.PyJWTError, NoKey) as error:
        raise _not_accepted(str(error)) from None
    wrong = next((what for what, is_right in _checks(platform, told, nonce) if not is_right), "")
    if wrong:
        raise _not_accepted(wrong)
    link = told[CLAIM + "resource_link"]["id"]
    return Launch(told["sub"], f"{told[CLAIM + 'deployment_id']}/{link}", _lesson(told), _line(platform, told))


def _decoded(platform: Platform, ring: KeyRing, token: str) -> dict[str, Any]:
    key = ring.key(str(jwt.get_unverified_header(token).get("kid", "")))
    return jwt.decode(
        token,
        key,
        algorithms=[ALGORITHM],
        audience=platform.client_id,
        issuer=platform.issuer,
        leeway=APART,
        options={"require": list(NEEDED)},
    )


def _checks(platform: Platform, told: dict[str, Any], nonce: str) -> list[tuple[str, bool]]:
    """List what must be right beyond the signature, each with whether it is."""
    link, many = told.get(CLAIM + "resource_link"), isinstance(told["aud"], list) and len(told["aud"]) > 1
    return [
        ("it is for somebody else", told.get("azp", "" if many else platform.client_id) == platform.client_id),
        ("its nonce is not ours", told["nonce"] == nonce),
        ("it names nobody", 0 < len(told["sub"]) <= LONGEST_USER),
        ("it is no launch of a link", told.get(CLAIM + "message_type") == "LtiResourceLinkRequest"),
        ("its version is not 1.3.0", told.get(CLAIM + "version") == "1.3.0"),
        ("its deployment is unknown", told.get(CLAIM + "deployment_id") in platform.deployments),
        ("it names no link", isinstance(link, dict) and isinstance(link.get("id"), str) and bool(link["id"])),
    ]


def _lesson(told: dict[str, Any]) -> str:
    """Name the lesson: by the link's own field `lesson`, else by the address it leads to."""
    custom, target = told.get(CLAIM + "custom"), told.get(CLAIM + "target_link_uri")
    named = custom.get("lesson") if isinstance(custom, dict) else None
    if isinstance(named, str) and named:
        return named
    found = LESSON.search(urlsplit(target).path) if isinstance(target, str) else None
    if found is None:
        raise BadInput("lesson", "The learning platform does not say which lesson this is.")
    return found[1]


def _line(platform: Platform, told: dict[str, Any]) -> str:
    """Return where the grade goes: only if the platform lets us, and only to where it was said to take grades."""
    grades = told.get(GRADES)
    if not isinstance(grades, dict) or not isinstance(grades.get("scope"), list) or SCORE not in grades["scope"]:
        return ""
    line = grades.get("lineitem")
    if not isinstance(line, str) or not line:
        return ""
    if len(line) > LONGEST_ADDRESS or not platform.takes_grades_at(line):
        raise _not_accepted("it wants grades at an address that is not configured")
    return line


def _not_accepted(why: str) -> BadInput:
    return BadInput("id_token", "The learning platform's message is not accepted: {why}.", why=why)
