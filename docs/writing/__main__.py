"""Write the pages and pictures of docs/ that are drawn from the code; with `--look`, only name those that differ.

`make docs` calls `python -m docs.writing` before it builds the site;
`tests/docs` asks whether the files are as the code would write them.
"""

import sys
from pathlib import Path

from docs.writing.written import written

DOCS = Path(__file__).parent.parent


def main(only_look: bool) -> None:
    """Name every file that differs, and write it unless one only looks."""
    for name, text in written().items():
        path = DOCS / name
        if not path.exists() or path.read_text("utf-8") != text:
            sys.stdout.write(f"docs/{name}\n")
            if not only_look:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, "utf-8")


if __name__ == "__main__":
    main(only_look="--look" in sys.argv[1:])
