"""What /proc says of a process and of those that it started: CPU, memory, files, threads."""

import os
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

_TICKS_S = os.sysconf("SC_CLK_TCK")
_PROC = Path("/proc")
_PPID, _UTIME, _STIME, _CUTIME, _CSTIME = 1, 11, 12, 13, 14
"""Places in stat, counted from the state, which follows the name; see proc(5)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cpu:
    """CPU seconds so far: of the process, and of all below it, those that have ended too."""

    main_s: float
    children_s: float

    @property
    def all_s(self) -> float:
        """Of both."""
        return self.main_s + self.children_s

    def __sub__(self, other: "Cpu") -> "Cpu":
        """Return what was used since `other`."""
        return Cpu(main_s=self.main_s - other.main_s, children_s=self.children_s - other.children_s)


def cpu(pid: int) -> Cpu:
    """Return the CPU of `pid` and of what it started; to 10 ms but for this process itself."""
    own = _stat(pid)
    ended = _seconds(own, _CUTIME, _CSTIME)
    running = sum(
        _seconds(found, _UTIME, _STIME, _CUTIME, _CSTIME)
        for child in below(pid)
        if (found := _stat(child))
    )
    main_s = time.process_time() if pid == os.getpid() else _seconds(own, _UTIME, _STIME)
    return Cpu(main_s=main_s, children_s=ended + running)


def below(pid: int) -> list[int]:
    """Return the processes that `pid` started, and those that they started."""
    children: dict[int, list[int]] = defaultdict(list)
    for entry in _PROC.iterdir():
        if entry.name.isdecimal() and (found := _stat(int(entry.name))):
            children[int(found[_PPID])].append(int(entry.name))
    found_below: list[int] = []
    todo = [pid]
    while todo:
        todo = [child for parent in todo for child in children[parent]]
        found_below += todo
    return found_below


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What a process holds at one moment. `pss` counts shared pages by share; bytes."""

    rss: int
    pss: int
    files: int
    threads: int


def held(pid: int) -> Held:
    """Return what `pid` holds."""
    rollup = _fields(_PROC / str(pid) / "smaps_rollup")
    return Held(
        rss=1024 * rollup["Rss"],
        pss=1024 * rollup["Pss"],
        files=sum(1 for _ in (_PROC / str(pid) / "fd").iterdir()),
        threads=_fields(_PROC / str(pid) / "status")["Threads"],
    )


def pss_below(pid: int) -> int:
    """Return the proportional memory of what `pid` started, in bytes."""
    total = 0
    for child in below(pid):
        try:
            total += 1024 * _fields(_PROC / str(child) / "smaps_rollup").get("Pss", 0)
        except OSError:  # it has ended
            continue
    return total


def _stat(pid: int) -> list[str]:
    """Return the fields after the name, which may hold blanks; none if the process has ended."""
    try:
        return (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _seconds(stat: list[str], *places: int) -> float:
    return sum(int(stat[place]) for place in places) / _TICKS_S


def _fields(file: Path) -> dict[str, int]:
    """Return the numbers of a file of `Name: number` lines."""
    pairs = (line.split(":", 1) for line in file.read_text().splitlines() if ":" in line)
    values = ((name, value.split()) for name, value in pairs)
    return {name: int(value[0]) for name, value in values if value and value[0].isdecimal()}
