"""What would happen: a copy of a world is moved on, told of, and thrown away.

The world itself is neither changed nor held up. Knows no rule; the agenda does what is due in the copy.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from simulator.acting import advance_by, existing
from simulator.agenda import Progress
from simulator.database import session_in
from simulator.errors import BadInput
from simulator.files import check_file, copy_new
from simulator.home import Home
from simulator.models import World
from simulator.moment import Moment


def preview(
    home: Home, world: str, *, by: timedelta | None = None, to: datetime | None = None, following: bool = False
) -> Progress:
    """Tell what moving a world forward would do, consequences included; takes what `move_time` takes."""
    if sum((by is not None, to is not None, following)) != 1:
        raise BadInput("by", "by: say one of by (a duration), to (an instant), next.")
    with copied(home, world) as moment:
        return advance_by(moment, by=by, to=to, following=following)


@contextmanager
def copied(home: Home, world: str) -> Iterator[Moment]:
    """Lend a copy of a world as it is now; whatever is done in it is forgotten."""
    source = home.world_file(existing(home, world))
    check_file(source)
    with tempfile.TemporaryDirectory(dir=home.path, prefix=".preview-") as folder:
        file = Path(folder) / "world.db"
        copy_new(source, file)
        with session_in(file, writing=True) as session:
            row = session.get_one(World, 1)
            yield Moment(session, row, row.now)
