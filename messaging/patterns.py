"""What can be told by its shape in any language: HTML, links, e-mail addresses, phone numbers.

Works on folded texts and returns spans. Must not know senders, kinds of message or what is forbidden.
Assumed: the shapes are ours, drawn so that order, tracking and item numbers, prices and dates stay untouched.
"""

import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from messaging.folding import fold_text

Span = tuple[int, int]

_KANA_DOT, _KANA_AT = fold_text("ドット"), fold_text("アット(?:マーク)?")
_TAGS = (
    "a|b|i|u|p|s|br|hr|em|div|span|img|script|style|table|tbody|tr|td|th|h[1-6]|ul|ol|li|font|html|head|body|iframe|form|"
    "input|button|strong|center|svg|object|embed|link|meta|video|audio|pre|code|small|big|title"
)
_HTML = re.compile(
    rf"</?(?:{_TAGS})(?:[\s/][^<>]{{0,300}})?>|<!--|<!doctype|</?(?:script|iframe|img|svg)\b|"
    r"&(?:nbsp|lt|gt|amp|quot|apos|#\d{1,6}|#x[0-9a-f]{1,6});"
)

_TLD = "com|net|org|biz|info|shop|store|online|site|xyz|app|club|example|ly|gl|co"
_COUNTRY_TLD = "de|fr|es|it|nl|jp|uk|at|ch|be|pl|se|eu|us|ca|mx|au|sg|in|tr|ae|cn|ru|to|me|tv|cc|io"
_VISIT = "visit|go to|see|check|at|on|to|auf|bei|unter|sur|chez|en|su|op|naar|via|site|website|webseite|shop|store"
_PAGE = r"(?::\d+)?(?![\w-])(?:/[^\s<>\"'、。]*)?"
_HOST = r"(?<![\w.@-])[a-z0-9](?:[a-z0-9-]*\.)+"
_LINKS = [
    re.compile(r"(?<![a-z])(?:hxxps?|[a-z][a-z0-9+.-]{1,15})://[^\s<>\"'、。]+"),
    re.compile(r"(?<![a-z])(?:javascript|vbscript|data:text)[:/][^\s]+"),
    re.compile(r"(?<![\w.])www\d?\.[^\s<>\"'、。]+"),
    re.compile(rf"{_HOST}(?:{_TLD})(?:\.[a-z]{{2}})?{_PAGE}"),
    re.compile(rf"{_HOST}co\.(?:{_COUNTRY_TLD}){_PAGE}"),
    re.compile(rf"{_HOST}(?:{_COUNTRY_TLD})/[^\s<>\"'、。]*"),
    # Country endings are words in some language ("it", "de"), so a bare one needs company.
    re.compile(rf"(?<=\s)(?:{_VISIT})[:\s]\s*(?P<link>[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.(?:{_COUNTRY_TLD}))(?![\w-])"),
    re.compile(rf"(?<![\w.])(?P<link>[a-z0-9]+-[a-z0-9-]+\.(?:{_COUNTRY_TLD}))(?![\w-])"),
    re.compile(
        rf"(?<!\w)[a-z0-9-]{{3,}}\s*[(\[]?\s*(?:dot|punkt|punto|point|punt|{_KANA_DOT})\s*[)\]]?\s*"
        rf"(?:{_TLD}|co\.?\s*uk)(?!\w)"
    ),
    re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?::\d+(?:/\S*)?|/\S+)"),
]

_DOT_WORDS = ("dot", "punkt", "punto", "point", "punt", _KANA_DOT, "(.)", "[.]")
_AT_WORDS = rf"at|arroba|chiocciola|arobase|apenstaartje|{_KANA_AT}"
_AT_IN_BRACKETS = rf"[(\[{{]\s*(?:@|{_AT_WORDS})\s*[)\]}}]"
_AT = rf"(?:@|{_AT_IN_BRACKETS}|\b(?:{_AT_WORDS})\b|{_KANA_AT})"
_DOT_SPELLED = rf"dot|punkt|punto|point|punt|{_KANA_DOT}"
_DOT = rf"(?:[(\[{{]\s*(?:\.|{_DOT_SPELLED})\s*[)\]}}]|\b(?:{_DOT_SPELLED})\b|{_KANA_DOT})"
_ENDING = rf"\s*(?:{_TLD}|{_COUNTRY_TLD})(?!\w)"
# Each with the signs of which one must be there; asking for them first is cheap.
_EMAILS: list[tuple[Sequence[str], re.Pattern[str]]] = [
    (("@",), re.compile(r"(?:mailto:)?[\w.+%-]+\s?@\s?[\w-]+(?:\.[\w-]+)+")),
    # Spelled out: the dot is a word or the at stands in brackets, and a known ending closes it.
    (_DOT_WORDS, re.compile(rf"[\w.+-]+\s*{_AT}\s*[\w-]+\s*{_DOT}{_ENDING}")),
    ("([{", re.compile(rf"[\w.+-]+\s*{_AT_IN_BRACKETS}\s*[\w-]+\s*\.{_ENDING}")),
]

_NOT_PHONES = re.compile(
    r"\d{3}-\d{7}-\d{7}"  # order numbers
    r"|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}(?!\d)(?![-/.\s]\d{3})"  # dates
    r"|\b[a-z]+\d[a-z0-9]*\d\b|\b\d+[a-z]+[a-z0-9]*\d[a-z0-9]*\b"  # tracking, item and part numbers
    r"|97[89][- ]?\d{1,5}[- ]\d+[- ]\d+[- ]\d\b"  # book numbers
    r"|[$€£¥]\s?\d[\d.,]*"
)
_NUMBER_WORDS = (
    "track|order|invoice|serial|isbn|ean|upc|gtin|sku|asin|model|part|item|batch|lot|reference|sendung|bestell|rechnung|"
    "artikel|suivi|commande|facture|seguimiento|pedido|factura|tracciamento|ordine|fattura|bestelling|factuur|case|"
    "追跡|注文番号|伝票|請求|品番|label|parcel|package|colis|paket|tariff|vat"
)
_PHONE_WORDS = (
    "phone|call|tel|telephone|mobile|cell|text|sms|whatsapp|viber|telegram|fax|hotline|reach|telefon|handy|anruf|rufen|"
    "ruft|mobil|portable|appel|telefono|movil|llam|cellulare|chiam|bel|bellen|mobiel|電話|携帯|ring"
)
_NAMED = re.compile(rf"(?:{_NUMBER_WORDS})[^.!?\n\d]{{0,30}}$")
_CALLED = re.compile(rf"(?:^|[^a-z])(?:{_PHONE_WORDS})[^!?\n\d]{{0,30}}$")
_PHONE_SHAPES = [
    re.compile(r"(?<![\w+])(?:\+|00)[1-9][\d\s().-]{6,18}\d(?![\w-]*\d)"),
    re.compile(r"(?<![\w-])(?:1[-. ])?\(?\d{3}\)?[-. ]\s?\d{3}[-. ]\d{4}(?![\w-])"),
    re.compile(r"(?<![\w-])\(?0\d{1,4}\)?[\s/-]\s?\d{2,4}(?:[\s/-]?\d{2,6}){1,4}(?![\w-])"),
    re.compile(r"(?<![\w-])0[1-9]\d{8,9}(?![\w-])"),
    re.compile(r"(?<![\w-])0[1-9](?:[ .]\d{2}){4}(?![\w-])"),
]
_ANY_DIGITS = re.compile(r"(?<![\w-])\(?\d[\d\s().-]{5,16}\d(?![\w-])")
_DIGIT_WORDS = "zero|oh|one|two|three|four|five|six|seven|eight|nine|double|triple"
_SPELLED_DIGITS = re.compile(rf"(?:\b(?:{_DIGIT_WORDS})\b[\s,-]*){{7,}}")
_TRAILING = ".,;:!?)'\"]}>、。"


def html(text: str) -> list[Span]:
    """Find tags and character references."""
    return [match.span() for match in _HTML.finditer(text)]


def links(text: str) -> list[Span]:
    """Find addresses of pages, spelled out or not."""
    found = [match.span("link" if "link" in pattern.groupindex else 0)
             for pattern in _LINKS for match in pattern.finditer(text)]  # fmt: skip
    return [_trimmed(text, span) for span in found]


def emails(text: str) -> list[Span]:
    """Find e-mail addresses, spelled out or not."""
    return [_trimmed(text, match.span()) for signs, pattern in _EMAILS if any(sign in text for sign in signs)
            for match in pattern.finditer(text)]  # fmt: skip


def phones(text: str) -> list[Span]:
    """Find phone numbers: written as such anywhere, or any long number after a word such as "call"."""
    bare = _NOT_PHONES.sub(lambda match: "x" * len(match[0]), text)
    found = [
        match.span() for shape in _PHONE_SHAPES for match in shape.finditer(bare) if _may_be_phone(bare, match.span())
    ]
    called = [match.span() for match in _ANY_DIGITS.finditer(bare) if _CALLED.search(bare[: match.start()])]
    found += [span for span in called if _digits(bare, span) in range(7, 16)]
    return found + [match.span() for match in _SPELLED_DIGITS.finditer(text)]


def is_own(link: str, own_paths: Iterable[str], own_hosts: Sequence[str]) -> bool:
    """Say whether a link leads to one of these pages (an address with host, or a path on one of the hosts)."""
    if "/.." in link or "\\" in link or "%" in link:
        return False
    parts = urlsplit(link if "://" in link else f"https://{link}")
    if parts.scheme not in ("http", "https") or "@" in parts.netloc:
        return False
    here = (parts.netloc, parts.path) if parts.netloc else ("", "")
    return any(_leads_to(here, own.lower(), own_hosts) for own in own_paths)


def _leads_to(here: tuple[str, str], own: str, own_hosts: Sequence[str]) -> bool:
    wanted = urlsplit(own)
    host = here[0] == wanted.netloc if wanted.netloc else here[0].split(":")[0] in own_hosts
    path = wanted.path.rstrip("/")
    return host and bool(path) and (here[1] == path or here[1].startswith(f"{path}/"))


def _may_be_phone(text: str, span: Span) -> bool:
    if text[span[0]] == "+":
        return True
    if text[: span[0]].rstrip()[-1:].isdigit() or text[span[1] :].lstrip()[:1].isdigit():
        return False  # a part of a longer number
    return 9 <= _digits(text, span) <= 15 and not _NAMED.search(text[: span[0]])


def _digits(text: str, span: Span) -> int:
    return sum(letter.isdigit() for letter in text[span[0] : span[1]])


def _trimmed(text: str, span: Span) -> Span:
    return span[0], span[0] + len(text[span[0] : span[1]].rstrip(_TRAILING))
