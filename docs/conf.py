"""The documentation as a site: Sphinx reads the Markdown of this folder. Nothing in it is fetched from elsewhere."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from simulator import __version__

project = "Marketplace Simulator"
version = release = __version__
extensions = ["myst_parser"]
exclude_patterns = ["_build", "writing"]
html_theme = "furo"
html_title = f"Marketplace Simulator {release}"
html_show_sphinx = False
html_copy_source = False
# Headings can be linked to, as in `[Knobs](generate.md#knobs)`.
myst_heading_anchors = 3
myst_enable_extensions = ["colon_fence"]
# Pages of the repository that stand outside docs/ and have a page of the site that includes them.
OUTSIDE = {
    "../benchmarks/RESULTS.md": "project/measured.md",
    "../CONTRIBUTING.md": "project/contributing.md",
    "../CHANGELOG.md": "project/changelog.md",
}


def led_inside(app, name, source):
    """Let links from a page to such a file lead to its page."""
    for outside, inside in OUTSIDE.items():
        source[0] = source[0].replace(f"]({outside})", f"](/{inside})")


def setup(app):
    """Register what the site needs of its own."""
    app.connect("source-read", led_inside)
