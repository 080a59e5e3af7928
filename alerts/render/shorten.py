"""Any JSON made short enough: lists lose their last entries and say so, strings their end."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from alerts.render.body import cut

LEFT_OUT: Final = "left_out"
"""Beside a list that was shortened: how many entries it lost, by the key of the list."""

# What a string may take in bytes of JSON, tried in turn: a whole address is worth more than one
# more entry of a list.
_STRING_BYTES: Final = (3_000, 1_000, 300, 100)

Data = Mapping[str, Any]
Fits = Callable[[Data], bool]


def shortened(data: Data, fits: Fits) -> Data:
    """Return `data` if it `fits`, else as much of it as does, with every key still there.

    Lists keep their first entries, as many of each as fit together, one at least while strings
    can be cut for it. Lists directly in lists are kept or lost as they are. Where the keys alone
    do not fit, nothing is left but the count of them.
    """
    if fits(data):
        return data
    for max_bytes in _STRING_BYTES:
        if fits(_reduced(data, 1, max_bytes)):
            return _longest(data, max_bytes, fits)
    bare = _reduced(data, 0, _STRING_BYTES[-1])
    return bare if fits(bare) else {LEFT_OUT: {"data": len(data)}}


def _longest(data: Data, max_bytes: int, fits: Fits) -> Data:
    """Return `data` with the longest lists that fit; lists of one entry do.

    Grown from there, as the whole may be a thousand times too long.
    """
    low, longest = 1, _longest_list(data)
    while 2 * low < longest and fits(_reduced(data, 2 * low, max_bytes)):
        low *= 2
    high = min(2 * low, longest)
    while low < high:
        middle = (low + high + 1) // 2
        if fits(_reduced(data, middle, max_bytes)):
            low = middle
        else:
            high = middle - 1
    return _reduced(data, low, max_bytes)


def _longest_list(value: Any) -> int:
    match value:
        case Mapping():
            return max(map(_longest_list, value.values()), default=0)
        case list() | tuple():
            return max(len(value), *map(_longest_list, value), 0)
    return 0


def _reduced(data: Data, entries: int, max_bytes: int) -> dict[str, Any]:
    """Return `data` with at most so many entries a list and so many bytes a string."""
    kept: dict[str, Any] = {}
    left_out = {}
    for key, value in data.items():
        if isinstance(value, list | tuple):
            kept[key] = [_short(each, entries, max_bytes) for each in value[:entries]]
            left_out[key] = len(value) - len(kept[key])
        else:
            kept[key] = _short(value, entries, max_bytes)
    missing = {key: count for key, count in left_out.items() if count}
    return kept | ({LEFT_OUT: missing} if missing else {})


def _short(value: Any, entries: int, max_bytes: int) -> Any:
    if isinstance(value, Mapping):
        return _reduced(value, entries, max_bytes)
    if isinstance(value, list | tuple):
        return [_short(each, entries, max_bytes) for each in value]
    return cut(value, max_bytes)
