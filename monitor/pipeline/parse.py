"""How the pipeline has foreign bytes parsed."""

from collections.abc import Awaitable, Callable
from typing import ParamSpec, Protocol, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Parse(Protocol):
    """Runs a pure function on foreign bytes, where it can be killed; see `queue.ParsePool`."""

    def __call__(self, act: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Awaitable[T]:
        """Run `act` and return what it returned."""
        ...
