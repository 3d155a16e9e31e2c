"""Render the sample pages, photograph them and run axe-core on each: `python tests/shell/preview.py OUT [AXE_JS]`.

For people who change the stylesheet; the browser suite runs the same checks on the real pages.
"""

import logging
import os
import shutil
import sys
import threading
from pathlib import Path

import click
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.shell.sample_pages import sample_app

SHOTS = {
    "your-orders": "/w/demo/buyer/sample/your-orders",
    "your-orders-said": "/w/demo/buyer/sample/your-orders?said",
    "manage-orders": "/w/demo/seller/sample/manage-orders",
    "manage-orders-coach": "/w/demo/seller/sample/manage-orders?coach&filters=closed",
    "cancel-order-errors": "/w/demo/seller/sample/cancel-order?errors",
    "account-health": "/w/demo/seller/sample/account-health?playing",
    "console": "/w/demo/console/sample/console",
    "packing-slip": "/w/demo/seller/sample/packing-slip",
    "not-found": "/nowhere",
    "order-changed": "/w/demo/seller/fail/409",
    "rtl": "/w/demo/buyer/sample/your-orders?rtl",
}
LOOKS = [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark"), (320, "light")]


def chromium_path() -> str | None:
    """Find the system's Chromium, or the one that `make test` names."""
    return os.environ.get("MARKETSIM_CHROMIUM") or shutil.which("chromium-headless-shell") or shutil.which("chromium")


def look_at(browser: Browser, base: str, out: Path, axe: str | None) -> int:
    """Photograph every page in every look; return how many findings there were."""
    findings = 0
    for width, scheme in LOOKS:
        page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
        page.on(
            "console",
            lambda said: said.type == "error" and "status of" not in said.text and click.echo(f"console: {said.text}"),
        )
        for name, address in SHOTS.items():
            page.goto(base + address)
            page.screenshot(path=out / f"{name}-{width}-{scheme}.png", full_page=True)
            if page.evaluate("document.documentElement.scrollWidth") > width:
                findings += 1
                click.echo(f"{name} {width}: scrolls sideways")
            if axe:
                page.evaluate(axe)
                for found in page.evaluate("axe.run()")["violations"]:
                    findings += 1
                    click.echo(f"{name} {width} {scheme}: {found['id']}: {found['nodes'][0]['html'][:160]}")
        page.close()
    return findings


def main(out: Path, axe: str | None) -> int:
    """Serve the samples on a free port, look at them, say what was found."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    out.mkdir(parents=True, exist_ok=True)
    server = make_server("127.0.0.1", 0, sample_app(), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        findings = look_at(browser, f"http://127.0.0.1:{server.server_port}", out, axe)
        browser.close()
    server.shutdown()
    click.echo(f"{len(SHOTS) * len(LOOKS)} pictures in {out}, {findings} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]).read_text() if len(sys.argv) > 2 else None))
