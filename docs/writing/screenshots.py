"""Take the pictures of the pages anew, from the product as it is: `python -m docs.writing.screenshots`.

Starts a simulator with the world `demo` in a folder that is thrown away, and looks at it as a person would.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from simulator.testing import serving

IMAGES = Path(__file__).parent.parent / "images"
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
# Name of the picture: the page's address, and the width and height that show what matters.
PICTURES = {
    "manage-orders": ("/w/demo/seller/orders/unshipped?pending_action=request", 1280, 640),
    "console": ("/w/demo/console/", 1120, 720),
    "account-health": ("/w/demo/seller/health", 1120, 640),
    "lessons": ("/learn/", 1120, 640),
}


def main() -> None:
    """Take every picture."""
    with tempfile.TemporaryDirectory() as folder, demo(Path(folder)) as address, sync_playwright() as playwright:
        found = os.environ.get("MARKETSIM_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        for name, (path, width, height) in PICTURES.items():
            taken(browser, address + path, (width, height), IMAGES / f"{name}.png")
        browser.close()


@contextmanager
def demo(folder: Path) -> Iterator[str]:
    """Lend the address of a simulator with the world demo."""
    process, address = serving.start(folder, "--demo")
    try:
        yield address
    finally:
        process.terminate()
        process.wait()


def taken(browser: Browser, address: str, size: tuple[int, int], picture: Path) -> Page:
    """Open a page at a usual width and keep what it shows."""
    page = browser.new_page(viewport={"width": size[0], "height": size[1]}, color_scheme="light", locale="en-US")
    page.goto(address)
    page.wait_for_load_state("load")
    page.screenshot(path=picture)
    sys.stdout.write(f"docs/images/{picture.name}, {picture.stat().st_size // 1000} kB\n")
    return page


if __name__ == "__main__":
    main()
