"""Starting the web server: gunicorn with worker processes, waitress where there is no fork.

Knows no page and no Flask: it is given the function that makes the application. Every worker stands as a candidate for
the motor (see `realtime`), so worlds keep playing when one of them dies.
"""

import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from simulator import keeping, tracing
from simulator.config import Config
from simulator.errors import BadInput
from simulator.garbage import take_for_lasting
from simulator.home import Home
from simulator.mending import Watch, watch
from simulator.realtime import Chore, Motor, expire_idle

App = Callable[..., Any]
# Seconds a worker gets to finish its requests when the server stops.
GRACE = 5
DAY = 86_400.0
# Seconds a request may compute before another thread gets its turn. A request lets others in at each of its dozens of
# statements; with Python's own 5 ms, one that computes would keep it waiting as long each time.
TURN = 0.001
# Seconds an idle browser's connection is kept: longer than most pauses between two pages, so that none is cut off just
# when the next request comes, which with two seconds happened to a class of sixty.
KEPT_ALIVE = 30


@dataclass(frozen=True)
class Server:
    """Everything a start needs: the settings, the directory, the socket that is already ours."""

    config: Config
    home: Home
    listener: socket.socket
    watch: Watch
    # What the motor does besides moving worlds, and every how many real seconds; rooms above bring theirs.
    chores: tuple[tuple[Chore, float], ...] = ()

    @property
    def port(self) -> int:
        """The port that was really taken."""
        return int(self.listener.getsockname()[1])

    @property
    def address(self) -> str:
        """The address to open in a browser."""
        host = "127.0.0.1" if self.config.host in ("0.0.0.0", "::", "") else self.config.host  # noqa: S104
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"


def prepare(config: Config) -> Server:
    """Open the data directory and take the port, before anything long is begun.

    Raises:
        BadInput: the directory cannot be written, the port cannot be had, or an extra is missing.
    """
    if config.traces:
        tracing.check_extra()
    try:
        home = Home.at(config.data)
    except OSError as error:
        raise BadInput("data", f"The data directory {config.data} cannot be written: {error.strerror}.") from None
    listener = _listener(config.host, config.port)
    return Server(config, home, listener, watch(home))


def serve(server: Server, make_app: Callable[[], App]) -> None:
    """Serve until told to stop; returns after the last request is answered."""
    try:
        if sys.platform == "win32":
            _serve_threads(server, make_app())
        else:
            _serve_processes(server, make_app)
    finally:
        server.watch.stop()


def motor_of(server: Server) -> Motor:
    """Return a candidate for the motor, with this installation's chores."""
    motor = Motor(server.home)
    if server.config.expire_idle_days:
        motor.add_chore(expire_idle(server.config.expire_idle_days), DAY)
    for chore, every in server.chores:
        motor.add_chore(chore, every)
    return motor


def _begun(server: Server) -> Motor:
    """Prepare a process for serving."""
    sys.setswitchinterval(TURN)
    keeping.begin()
    if server.config.traces:
        tracing.begin(server.config.traces)
    motor = motor_of(server)
    motor.start()
    return motor


def _listener(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    # A port whose last server has just stopped is free; one that somebody listens on is not.
    if sys.platform != "win32":
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(256)
    except (OSError, OverflowError) as error:
        listener.close()
        why = getattr(error, "strerror", None) or error
        raise BadInput("port", f"Port {port} on {host} cannot be had ({why}). Choose another with --port.") from None
    return listener


def _serve_threads(server: Server, app: App) -> None:
    import waitress

    motor = _begun(server)
    try:
        waitress.serve(app, sockets=[server.listener], threads=server.config.threads, ident=None)
    finally:
        motor.stop()


def _serve_processes(server: Server, make_app: Callable[[], App]) -> None:
    from gunicorn.app.base import BaseApplication

    settings = _settings(server)

    class Service(BaseApplication):  # type: ignore[misc]
        """Our application, in gunicorn's hands."""

        def load_config(self) -> None:
            """Hand gunicorn what we decided."""
            for name, value in settings.items():
                # Older releases do not know the newest settings, and need none of those.
                if name in self.cfg.settings:
                    self.cfg.set(name, value)

        def load(self) -> App:
            """Make the application, once, before the workers are forked."""
            app = make_app()
            take_for_lasting()
            return app

    Service().run()


def _settings(server: Server) -> dict[str, Any]:
    motors: list[Motor] = []

    def begin(worker: object) -> None:
        motors.append(_begun(server))

    def end(arbiter: object, worker: object) -> None:
        while motors:
            motors.pop().stop()

    return {
        "bind": f"fd://{server.listener.fileno()}",
        "workers": server.config.workers,
        "threads": server.config.threads,
        "worker_class": "simulator.staying.StayingWorker",
        "preload_app": True,
        "graceful_timeout": GRACE,
        # A large upload or a long advance is work, not a hang.
        "timeout": 600,
        "keepalive": KEPT_ALIVE,
        # Programs name fifty orders and a page's token in one address.
        "limit_request_line": 8190,
        "post_worker_init": begin,
        "worker_exit": end,
        "loglevel": "warning",
        "logger_class": "simulator.server_log.OwnLines",
        "proc_name": "marketsim",
        "control_socket_disable": True,
    }
