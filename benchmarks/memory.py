"""How much memory and processor time a server takes, its workers included."""

import os
from pathlib import Path


def memory_of(pid: int) -> float:
    """Return the memory of a process and its children in MB: what is shared between them is counted once."""
    return _told(pid, "Pss:")


def files_of(pid: int) -> float:
    """Return how much of that is mapped files, in MB: worlds and libraries, which the system drops at will."""
    return _told(pid, "Pss_File:")


def _told(pid: int, line: str) -> float:
    rolled_up = (Path(f"/proc/{one}/smaps_rollup").read_text("ascii") for one in processes_of(pid))
    return sum(int(text.split(line, 1)[1].split(None, 1)[0]) for text in rolled_up) / 1000


def processes_of(pid: int) -> list[int]:
    """Return a process and its children."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    return [pid, *(int(one) for one in children)]


def seconds_of(pid: int) -> float:
    """Return the seconds of processor time that a process and its children have taken."""
    told = [Path(f"/proc/{one}/stat").read_text("ascii").rpartition(")")[2].split() for one in processes_of(pid)]
    return sum(int(user) + int(system) for *_, user, system in (one[:13] for one in told)) / os.sysconf("SC_CLK_TCK")
