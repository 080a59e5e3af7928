"""The verdict on two articles, for tests."""

from monitor.dedupe import fingerprint, is_copy


def copies(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether the second is judged a copy of the first; the verdict has no direction."""
    first, second = fingerprint(*one), fingerprint(*other)
    forth = is_copy(second, first)
    back = is_copy(first, second)
    assert forth is back
    return forth
