"""What signals do to the daemon, for as long as it lives."""

import asyncio
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager


@contextmanager
def handling(acts: Mapping[signal.Signals, Callable[[], None]]) -> Iterator[None]:
    """Let each signal do its act, in the running loop, until the block ends."""
    loop = asyncio.get_running_loop()
    for number, act in acts.items():
        loop.add_signal_handler(number, act)
    try:
        yield
    finally:
        for number in acts:
            loop.remove_signal_handler(number)
