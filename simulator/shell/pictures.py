"""Draw products as small line pictures of our own.

Must not know the catalogue: it gets a kind and a text to vary the drawing by. The same input gives the same bytes.
Colours come from the stylesheet (`currentColor`), so a picture follows light, dark and print.
"""

from markupsafe import Markup, escape

from simulator.draws import choose

# Paths on a 40 × 40 ground, two units wide. Each kind has a body and up to three details; the seed text picks one.
KINDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "throw": (
        "M8 9h24v20H8zM11 29v4M16 29v4M20 29v4M24 29v4M29 29v4",
        ("M8 15h24M8 22h24", "M14 9v20M26 9v20", "M8 19h24M20 9v20"),
    ),
    "board": (
        "M9 12h22a3 3 0 0 1 3 3v12a3 3 0 0 1-3 3H9a3 3 0 0 1-3-3V15a3 3 0 0 1 3-3zM30 20v2",
        ("M10 17h12M10 21h9M10 25h12", "M10 18h14M10 24h14", "M10 21h14"),
    ),
    "jars": (
        "M7 14h12v19H7zM8.5 14V9.5h9V14M23 19h11v14H23zM24.5 19v-4h8v4",
        ("M7 24h12", "M10 20h6v6h-6z", "M23 26h11M7 20h12"),
    ),
    "mug": (
        "M9 11h18v18a4 4 0 0 1-4 4H13a4 4 0 0 1-4-4zM27 15h3a4 4 0 0 1 4 4v2a4 4 0 0 1-4 4h-3",
        ("M9 17h18", "M14 5v3M18 4v4M22 5v3", "M14 19l4 4 4-4"),
    ),
    "lamp": ("M9 34h14M16 34V20l10-9M21 6l10 9-9 4-5-6z", ("M26 22v3M31 20l2 2", "M12 34v-4h8v4", "M29 24l1 3")),
    "bag": ("M9 15h22l2 19H7zM15 15v-3a5 5 0 0 1 10 0v3", ("M9 21h22", "M16 21h8v6h-8z", "M20 15v19")),
    "clock": (
        "M20 8a13 13 0 1 1 0 26 13 13 0 0 1 0-26zM20 14v7l5 3",
        ("M20 8V5M17 5h6", "M10 33l-3 3M30 33l3 3", "M20 31v1M10 21h1M29 21h1"),
    ),
    "pot": (
        "M11 23h18l-2 12H13zM20 23V12",
        (
            "M20 14c-6 0-8-3-8-8 6 0 8 3 8 8zM20 17c5 0 8-2 8-7-5 0-8 2-8 7z",
            "M20 12c-3-3-3-6 0-8 3 2 3 5 0 8zM20 18c-5 0-7-2-8-6M20 18c5 0 7-2 8-6",
            "M20 12l-5-6M20 12l5-6M20 16l-8-2M20 16l8-2",
        ),
    ),
    "candle": (
        "M14 16h12v18H14zM20 16v-4M20 4c3 3 3 6 0 8-3-2-3-5 0-8zM10 34h20",
        ("M14 22h12", "M17 22h6v6h-6z", "M14 28l12-6"),
    ),
    "knife": (
        "M17 5c6 4 8 11 6 18h-6zM17 23h6v10a2 2 0 0 1-2 2h-2a2 2 0 0 1-2-2z",
        ("M20 27h.1M20 31h.1", "M20 11v8", "M15 23h10"),
    ),
    "towel": ("M6 9h28M12 9v24h16V9", ("M12 27h16M12 30h16", "M12 15h16M12 27h16", "M17 9v24M23 9v24")),
    "notebook": ("M11 6h20v28H11zM8 11h6M8 17h6M8 23h6M8 29h6", ("M18 13h9M18 17h9", "M27 6v28", "M18 12h9v6h-9z")),
    "book": (
        "M8 8c5-2 9-1 12 2 3-3 7-4 12-2v23c-5-2-9-1-12 2-3-3-7-4-12-2zM20 10v23",
        (
            "M11 14c2-.6 4-.4 6 1M11 19c2-.6 4-.4 6 1",
            "M23 15c2-1.400 4-1.600 6-1M23 20c2-1.400 4-1.600 6-1",
            "M25 8v9l2.500-2 2.500 2V8",
        ),
    ),
    "chair": ("M12 6v28M12 22h16v12M28 22c0-3-2-4-5-4H12", ("M12 9h10v9", "M12 10c6-2 10 0 11 8", "M12 28h16")),
    "shirt": (
        "M14 7 5 12l3 8 4-2v16h16V18l4 2 3-8-9-5c-2 4-10 4-12 0z",
        ("M20 11v23M22 17h.1M22 23h.1", "M12 22h16M12 26h16", "M22 17h5v5h-5z"),
    ),
    "kettle": (
        "M10 33h20l-2.500-15a7.500 7.500 0 0 0-15 0zM27.500 20l6-5M15 11c0-6 10-6 10 0M20 10.500V8",
        ("M11 28h18", "M17 20a5 5 0 0 1 3-3", "M13 23h14"),
    ),
    "bell": (
        "M8 25a12 12 0 0 1 24 0zM6 25h28M20 13v-3M20 29v3M26 10l5-3",
        ("M13 22a7 7 0 0 1 4-5", "M17 32h6", "M12 29h16"),
    ),
    "box": (
        "M6 14l14-7 14 7v14l-14 7-14-7zM6 14l14 7 14-7M20 21v14",
        ("M13 10.500l14 7v5", "M24 26l6-3", "M10 20l5 2.500"),
    ),
}


def picture(kind: str, seed_text: str, title: str | None = None) -> Markup:
    """Draw a product; decorative unless a title is given. An unknown kind is drawn as a box."""
    body, details = KINDS.get(kind, KINDS["box"])
    detail = choose(0, "picture", seed_text, kind, details)
    named = Markup('role="img"><title>{}</title>').format(escape(title)) if title else Markup('aria-hidden="true">')
    return Markup(
        '<svg viewBox="0 0 40 40" fill="none" stroke="currentColor" stroke-width="2" stroke-linejoin="round" '
        'stroke-linecap="round" {}<path d="{}"/></svg>'
    ).format(named, body + detail)
