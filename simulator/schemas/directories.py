"""The directory of an installation as tables of a schema; who writes into it queues, as everybody does at a file."""

from sqlalchemy import Engine, insert, select

from simulator.directory import DIRECTORY_VERSION, DirectoryBase, Setting
from simulator.errors import BadInput
from simulator.home import Home
from simulator.schemas import connecting
from simulator.schemas.home import SharedHome

# Under this name the number of the tables' version stands among the settings.
VERSION = "directory version"


def engine(home: Home, looking: bool) -> Engine:
    """Return the engine of a directory."""
    assert isinstance(home, SharedHome)
    return connecting.engine(home.address).execution_options(works_in=(home.schema, home.schema, not looking))


def make_ready(home: Home) -> None:
    """Make the tables that a directory lacks.

    Raises:
        BadInput: a newer version made it.
    """
    with engine(home, looking=False).begin() as connection:
        DirectoryBase.metadata.create_all(connection)
        for table in DirectoryBase.metadata.tables.values():
            if table.info.get("in_order"):
                # SQLite numbers rows by itself.
                number = "rowid BIGINT GENERATED ALWAYS AS IDENTITY"
                connection.exec_driver_sql(f"ALTER TABLE {table.name} ADD COLUMN IF NOT EXISTS {number}")
        found = connection.execute(select(Setting.value).where(Setting.name == VERSION)).scalar()
        if found is None:
            connection.execute(insert(Setting).values(name=VERSION, value=str(DIRECTORY_VERSION)))
        elif int(found) != DIRECTORY_VERSION:
            raise BadInput("data", f"The directory has version {found}; this version works with {DIRECTORY_VERSION}.")
