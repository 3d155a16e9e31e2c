"""Keeps Python from looking for garbage where there is none: in what stays for ever, or goes all at once."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def left_alone() -> Iterator[None]:
    """Do not look for garbage inside this block."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def take_for_lasting() -> None:
    """Never again look for garbage in what there is now: modules, tables, routes of a server that begins."""
    gc.collect()
    gc.freeze()
