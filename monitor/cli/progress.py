"""A progress bar for people who wait at a terminal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bar:
    """Counts steps, and shows them if there is somebody to see it."""

    expect: Callable[[int], None]
    """Set how many steps there are."""

    _step: Callable[[int], None]

    def advance(self, count: int = 1) -> None:
        """Count steps that are done."""
        self._step(count)


@contextmanager
def bar(what: str, *, shown: bool) -> Iterator[Bar]:
    """Show a bar on stderr while the block runs, and take it away at the end."""
    if not shown:
        yield Bar(lambda total: None, lambda count: None)
        return
    # Imported here: a fifth of a second that a command in a pipe or under cron need not spend.
    from rich import progress
    from rich.console import Console

    drawn = progress.Progress(
        progress.TextColumn("{task.description}"),
        progress.BarColumn(),
        progress.MofNCompleteColumn(),
        progress.TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    with drawn:
        task = drawn.add_task(what, total=None)
        yield Bar(
            lambda total: drawn.update(task, total=total),
            lambda count: drawn.update(task, advance=count),
        )
