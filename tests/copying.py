"""The verdict on two articles, for tests."""

from alerts.types import ArticleId
from monitor.dedupe import fingerprint, judge


def copies(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether the second is judged a copy of the first; the verdict has no direction."""
    first, second = fingerprint(*one), fingerprint(*other)
    forth = judge(second, [(ArticleId(1), first)]) is not None
    back = judge(first, [(ArticleId(1), second)]) is not None
    assert forth is back
    return forth
