"""The directory: which worlds exist, what they were made from, and the machine credentials of their sellers.

A small database of its own beside the worlds; it knows nothing of orders.
"""

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, Engine, String, create_engine, delete, event, insert, select, update
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, registry
from sqlalchemy.pool import NullPool

from simulator.clock import wall_now
from simulator.database import Instant, open_file
from simulator.home import Home
from simulator.lending import Lent, lend
from simulator.loading import LoadsAtOnce
from simulator.migrating import DIRECTORY, FIRST, bring_up
from simulator.storage import said_if_damaged


class DirectoryBase(DeclarativeBase):
    """Every table of the directory."""

    registry = registry(type_annotation_map={datetime: Instant})


class WorldEntry(DirectoryBase):
    """A world that exists."""

    __tablename__ = "worlds"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    template: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime]
    playing: Mapped[bool] = mapped_column(default=False, index=True)


class Credential(DirectoryBase):
    """What a seller's software signs in with: Login-with keys and the older access key pair."""

    __tablename__ = "credentials"

    client_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    world: Mapped[str] = mapped_column(String(40), index=True)
    seller_id: Mapped[str] = mapped_column(String(24))
    client_secret: Mapped[str] = mapped_column(String(100))
    refresh_token: Mapped[str] = mapped_column(String(200), unique=True)
    mws_access_key: Mapped[str] = mapped_column(String(40), unique=True)
    mws_secret_key: Mapped[str] = mapped_column(String(60))


class Setting(DirectoryBase):
    """A secret or setting of the whole installation."""

    __tablename__ = "settings"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(String(400))


# Raised with every change of a table that is there already; see `simulator/migrating`.
DIRECTORY_VERSION = 1
# Directories whose tables stand, with how many tables were known when they were made: rooms above add their own.
_ready: dict[str, int] = {}


@cache
def _engine(path: Path, begin: str) -> Engine:
    """Return the one engine of a directory for a way of beginning, so that its statements are compiled once."""

    def connect() -> Lent:
        found = lend(path, open_file)
        # What is deleted is written over, however SQLite was built: names go with their class.
        found.execute("PRAGMA secure_delete=ON")
        return found

    engine = create_engine("sqlite://", creator=connect, poolclass=NullPool)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return engine


@contextmanager
def directory(home: Home, *, looking: bool = False) -> Iterator[Session]:
    """Open the directory for one transaction; one that only looks waits for nobody."""
    with LoadsAtOnce(_ready_engine(home, looking), expire_on_commit=False) as session, session.begin():
        yield session


def scrub(home: Home) -> None:
    """Leave nothing of what was deleted in the log beside the directory, which a server keeps for long."""
    if home.is_shared:
        # A database cleans up by itself.
        return
    with closing(open_file(home.directory_file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _ready_engine(home: Home, looking: bool) -> Engine:
    """Return the engine of a directory whose tables stand."""
    place, tables = str(home.directory_place), len(DirectoryBase.metadata.tables)
    is_ready = _ready.get(place) == tables
    if home.is_shared:
        from simulator.schemas import directories

        if not is_ready:
            directories.make_ready(home)
        engine = directories.engine(home, looking)
    else:
        path = home.directory_file
        if not is_ready or not path.exists():
            with said_if_damaged(path):
                _make_ready(path)
        engine = _engine(path, "BEGIN" if looking else "BEGIN IMMEDIATE")
    _ready[place] = tables
    return engine


def _make_ready(path: Path) -> None:
    """Bring a directory of an earlier version up to date, and make the tables it lacks."""
    with closing(open_file(path)) as connection:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        stands = connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
        if stands and not version:
            # Directories had no number at first.
            connection.execute(f"PRAGMA user_version={FIRST[DIRECTORY]}")
    if stands and version < DIRECTORY_VERSION:
        bring_up(path, DIRECTORY, DIRECTORY_VERSION)
    with closing(open_file(path)) as connection:
        with _engine(path, "BEGIN IMMEDIATE").begin() as making:
            _make_tables(making)
        if not stands:
            connection.execute(f"PRAGMA user_version={DIRECTORY_VERSION}")


def _make_tables(connection: Connection) -> None:
    # One question for all tables: SQLAlchemy's own check asks for each.
    there = set(connection.exec_driver_sql("SELECT name FROM sqlite_master").scalars())
    lacking = [table for table in DirectoryBase.metadata.sorted_tables if table.name not in there]
    DirectoryBase.metadata.create_all(connection, lacking, checkfirst=False)


def world_names(home: Home) -> list[str]:
    """List the worlds, oldest first."""
    with directory(home) as session:
        return list(session.scalars(select(WorldEntry.name).order_by(WorldEntry.created_at, WorldEntry.name)))


def is_entered(home: Home, world: str) -> bool:
    """Say whether a world stands in the directory."""
    with directory(home, looking=True) as session:
        return session.get(WorldEntry, world) is not None


def playing_worlds(home: Home) -> list[str]:
    """List the worlds whose clock runs; asked several times a second, so it takes no lock."""
    if home.is_shared:
        with directory(home, looking=True) as session:
            return list(session.scalars(select(WorldEntry.name).where(WorldEntry.playing).order_by(WorldEntry.name)))
    if not home.directory_file.exists():
        return []
    with closing(open_file(home.directory_file)) as connection:
        return [name for (name,) in connection.execute("SELECT name FROM worlds WHERE playing ORDER BY name")]


def note_playing(home: Home, world: str, playing: bool) -> None:
    """Tell the motor whether a world's clock runs. The world's own row decides; this is its index."""
    with directory(home) as session:
        session.execute(update(WorldEntry).where(WorldEntry.name == world).values(playing=playing))


def enter(session: Session, name: str, template: str) -> None:
    """Note a new world."""
    now = wall_now()
    told = {"name": name, "template": template, "created_at": now, "last_used_at": now, "playing": False}
    # A world whose folder was deleted by hand may still stand here.
    session.execute(insert(WorldEntry).prefix_with("OR REPLACE", dialect="sqlite").values(told))


def strike_off(home: Home, world: str) -> None:
    """Forget a world that is gone, and the keys of its sellers."""
    with directory(home) as session:
        session.execute(delete(WorldEntry).where(WorldEntry.name == world))
        session.execute(delete(Credential).where(Credential.world == world))


def credentials_of(home: Home, world: str, seller_ids: list[str]) -> dict[str, Credential]:
    """Return the credentials of a world's sellers. Nobody is waited for, unless some have to be made first."""
    found = {row["seller_id"]: Credential(**row) for row in _credential_rows(home, world)}
    if found.keys() >= set(seller_ids):
        return found
    with directory(home) as session:
        secret = secret_in(session)
        return {one: credential_for(session, secret, world, one) for one in seller_ids}


def _credential_rows(home: Home, world: str) -> list[dict[str, str]]:
    names = [column.name for column in Credential.__table__.columns]
    if home.is_shared:
        with directory(home, looking=True) as session:
            rows = session.execute(select(*Credential.__table__.columns).where(Credential.world == world))
            return [dict(zip(names, row, strict=True)) for row in rows]
    asked = f"SELECT {', '.join(names)} FROM credentials WHERE world = ?"  # noqa: S608 - our own columns' names
    with closing(lend(home.directory_file, open_file)) as connection:
        return [dict(zip(names, row, strict=True)) for row in connection.execute(asked, (world,))]


def credential_for(session: Session, secret: str, world: str, seller_id: str) -> Credential:
    """Return a seller's credentials in a world, made on first use from the installation's secret."""
    found = session.scalars(
        select(Credential).where(Credential.world == world, Credential.seller_id == seller_id)
    ).first()
    if found is None:
        found = _new_credential(secret, world, seller_id)
        session.add(found)
    return found


def _new_credential(secret: str, world: str, seller_id: str) -> Credential:
    def key(purpose: str, length: int) -> str:
        text = f"{secret}/{world}/{seller_id}/{purpose}"
        return hashlib.blake2b(text.encode(), digest_size=48).hexdigest()[:length]

    return Credential(
        world=world,
        seller_id=seller_id,
        client_id=f"amzn1.application-oa2-client.{key('client', 32)}",
        client_secret=f"amzn1.oa2-cs.v1.{key('client secret', 64)}",
        refresh_token=f"Atzr|{key('refresh', 64)}",
        mws_access_key=f"AKIA{key('access', 16).upper()}",
        mws_secret_key=key("secret", 40),
    )


def installation_secret(home: Home) -> str:
    """Return the secret cookies and credentials of this installation are made from; drawn at first use."""
    with directory(home) as session:
        return secret_in(session)


def secret_in(session: Session) -> str:
    """Return the same, where the directory is open already."""
    found = session.get(Setting, "secret")
    if found is None:
        found = Setting(name="secret", value=secrets.token_hex(32))
        session.add(found)
    return found.value
