"""`marketsim serve`: opens the data directory, makes the world `demo` if it is missing, and serves."""

import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from simulator.cli.speaking import know_rooms, takes_data, working
from simulator.config import LOOPBACK, Config
from simulator.directory import world_names
from simulator.garbage import left_alone
from simulator.home import Home
from simulator.logbook import open_logbook
from simulator.mending import Watch
from simulator.metrics import forget_counts
from simulator.migrating.homes import bring_home_up
from simulator.realtime import Chore
from simulator.serving import Server, prepare
from simulator.serving import serve as start
from simulator.storage import said_by_disk

log = logging.getLogger(__name__)

DEMO = "demo"
# Seconds between two deliveries of mail.
DELIVERED_EVERY = 5.0
# Seconds between two looks for what learning record stores and learning platforms should be told.
TOLD_EVERY = 30.0
# Seconds between two worlds that are built for classes about to begin.
READIED_EVERY = 2.0
FORGOTTEN_EVERY = 86_400.0


@click.command(epilog="Example: marketsim serve --port 5050 --data ~/markets")
@click.option("--host", help="The address to listen on.  [default: 127.0.0.1]")
@click.option("--port", type=click.IntRange(0, 65_535), help="The port; 0 takes a free one.  [default: 5000]")
@click.option("--workers", type=click.IntRange(1, 64), help="Server processes.  [default: 2]")
@click.option("--lessons", type=click.Path(path_type=Path, exists=True, file_okay=False), help="One's own lessons.")
@click.option("--demo/--no-demo", default=True, help="Make the world demo if it is missing.  [default: demo]")
@takes_data
def serve(demo: bool, **options: Any) -> None:
    """Start the simulator and print the addresses to open."""
    config = Config.from_environment(**options)
    open_logbook(config.log)
    server = prepare(config)
    tell_repairs(server.watch)
    for line in bring_home_up(server.home):
        click.echo(f"  {line}", err=True)
    forget_counts(server.home)
    with left_alone():
        know_rooms()
    if demo:
        make_demo(server.home)
    click.echo(welcome(server))
    server = replace(server, chores=chores(config, config.root or server.address))
    start(server, lambda: application(config))


def tell_repairs(watch: Watch) -> None:
    """Say what a server that was killed had left behind."""
    if watch.was_killed:
        click.echo("The last server was killed. What it had acknowledged is there.", err=True)
    for line in watch.repaired:
        click.echo(f"  repaired: {line}", err=True)


def application(config: Config) -> Any:
    """Build the web application with an installation's settings."""
    # All that is made here stays: looking for garbage in it only takes time.
    with left_alone():
        from simulator.app import create_app

        return create_app(
            config.data,
            MODE=config.mode,
            CONTROL_TOKEN=config.control_token,
            HTTPS=config.https,
            PROXIES=config.proxies,
            HOSTS=config.hosts,
            RATE=config.rate,
            WEBHOOK_HOSTS=config.webhook_hosts,
            MARKETSIM_BRAND=config.brand,
            LESSONS=config.lessons,
            SMTP_URL=config.smtp_url,
            LTI=config.lti,
            ROOT=config.root,
        )


def chores(config: Config, root: str) -> tuple[tuple[Chore, float], ...]:
    """List what the motor does besides moving worlds: go on with what was left, and forget what is kept no longer."""
    from seller_central.chores import go_on_everywhere
    from seller_central.documents import forget_old
    from seller_central.selling_partner_api.delivering import limit_hosts
    from simulator.classroom.readying import make_ready
    from simulator.training.course import use_directory

    limit_hosts(None if config.is_local else config.webhook_hosts)

    def forget(home: Home) -> None:
        forget_old(home)

    def ready(home: Home) -> None:
        make_ready(home)

    use_directory(config.lessons)
    mail = ((delivery(config, root), DELIVERED_EVERY),) if config.smtp_url else ()
    learning = ((telling(config, root), TOLD_EVERY),) if config.xapi_url else ()
    grades = ((grading(config.lti), TOLD_EVERY),) if config.lti else ()
    return (
        (go_on_everywhere, DELIVERED_EVERY),
        (ready, READIED_EVERY),
        (forget, FORGOTTEN_EVERY),
        *mail,
        *learning,
        *grades,
    )


def delivery(config: Config, root: str) -> Chore:
    """Return the chore that hands every world's new mail to the mail server."""
    from messaging.smtp import deliver_new

    def deliver(home: Home) -> None:
        for world in world_names(home):
            try:
                deliver_new(home, world, config.smtp_url, brand=config.brand, root=root)
            except Exception as error:
                # One that was deleted just now, or is damaged, keeps nobody else's mail back.
                if said_by_disk(error) is not None and home.has(world):
                    raise
                if home.has(world):
                    log.warning("mail of world %s waits: %s", world, error)

    return deliver


def telling(config: Config, root: str) -> Chore:
    """Return the chore that tells a learning record store what was learned."""
    from simulator.training import telling

    store = telling.checked_store(config.xapi_url)

    def tell(home: Home) -> None:
        telling.tell(home, store, root)

    return tell


def grading(file: Path) -> Chore:
    """Return the chore that hands learning platforms the grades of their learners."""
    from simulator.classroom.lti import grades
    from simulator.classroom.lti.platforms import read_platforms

    platforms = read_platforms(file)

    def tell(home: Home) -> None:
        grades.tell(home, platforms)

    return tell


def make_demo(home: Home) -> None:
    """Make the world everybody begins with."""
    from simulator import worlds

    if home.has(DEMO):
        return
    template = DEMO if DEMO in worlds.template_names() else "empty"
    with working("Building the world demo"):
        worlds.create(home, DEMO, worlds.Plan(template=template))


def welcome(server: Server) -> str:
    """Say which addresses to open."""
    root = server.address
    demo = [
        f"  buyer site       {root}/w/{DEMO}/",
        f"  Seller Central   {root}/w/{DEMO}/seller/",
        f"  console          {root}/w/{DEMO}/console/",
    ]
    lines = [
        f"Marketplace simulator at {root}/",
        *(demo if server.home.has(DEMO) else []),
        f"  control API      {root}/sim/v1/docs",
        f"  worlds in        {server.home.told}",
    ]
    if not server.config.is_local:
        lines.append("  classroom mode: people sign in, the control API wants its token")
        lines.append(f"  instructors at   {root}/teach/, made by: marketsim account add NAME")
    elif server.config.host not in LOOPBACK:
        lines.append("  local mode on an open address: other machines are answered under MARKETSIM_HOSTS only,")
        lines.append("  and the control API wants MARKETSIM_CONTROL_TOKEN of them")
    return "\n".join([*lines, "Stop it with Ctrl+C."])
