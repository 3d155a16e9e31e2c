"""How far a run is: a bar on a terminal, now and then a plain line elsewhere, with rate and time left."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TextIO

from simulator import clock

# Elsewhere than on a terminal, a line after every tenth.
LINES = 10


@contextmanager
def shown(total: int, stream: TextIO) -> Iterator[Callable[[int], None]]:
    """Yield what is to be called with the number of orders just finished."""
    if stream.isatty():
        with _bar(stream) as bar:
            task = bar.add_task("orders", total=total)
            yield lambda count: bar.advance(task, count)
    else:
        yield _Lines(total, stream).add


def _bar(stream: TextIO) -> Any:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, TextColumn, TimeRemainingColumn
    from rich.text import Text

    class _Rate(ProgressColumn):
        def render(self, task: Any) -> Text:
            return Text(f"{task.speed or 0:,.0f} a second")

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), _Rate(), TimeRemainingColumn())
    return Progress(*columns, console=Console(file=stream))


class _Lines:
    """Plain lines."""

    def __init__(self, total: int, stream: TextIO) -> None:
        self.total, self.stream, self.done, self.said = total, stream, 0, 0
        self.began = clock.stopwatch()

    def add(self, count: int) -> None:
        """Count finished orders; say so at every tenth of the whole."""
        self.done += count
        tenth = self.done * LINES // self.total
        if tenth > self.said and self.done < self.total:
            self.said = tenth
            rate = self.done / max(clock.stopwatch() - self.began, 0.001)
            left = (self.total - self.done) / rate
            said = f"{self.done:,} of {self.total:,} orders, {rate:,.0f} a second, {left:.0f} s left"
            # Whoever listened may have gone; the work goes on.
            with suppress(BrokenPipeError):
                print(said, file=self.stream, flush=True)
