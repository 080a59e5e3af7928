import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.log import Event, open_log


@pytest.fixture(autouse=True)
def _libraries_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def written(path: Path, environ: dict[str, str], *, level: str = "info") -> list[str]:
    with path.open("w") as stream:
        log = open_log(
            stream, environ, level=level, hide=lambda text: text.replace("hunter22", "${PASSWORD}")
        )
        log.debug(Event.POLLED, source="post")
        log.info(Event.ARTICLE, source="post", title="a \x1b[31m\n\u202e b", reason=None, hits=1)
        log.warning(Event.POLL_FAILED, reason='dns: "https://x.example/?key=hunter22"')
        log.error(Event.STORE_TROUBLE)
        logging.getLogger("some.library").warning("odd: %s", "hunter22")
    return path.read_text().splitlines()


def test_one_event_a_line_with_fixed_keys(tmp_path: Path) -> None:
    lines = written(tmp_path / "log", {})
    assert [re.sub(r"^time=\S+Z ", "", line) for line in lines] == [
        'level=info event=article.stored source=post title="a [31m b" hits=1',
        'level=warning event=source.poll_failed reason="dns: \\"https://x.example/?key=${PASSWORD}\\""',
        "level=error event=store.trouble",
        'level=warning event=library library=some.library message="odd: ${PASSWORD}"',
    ]


def test_journald_gets_priorities_and_has_its_own_clock(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.touch()
    found = path.stat()
    lines = written(path, {"JOURNAL_STREAM": f"{found.st_dev}:{found.st_ino}"}, level="debug")
    assert [line.split(" ")[0] for line in lines] == [
        "<7>event=source.polled",
        "<6>event=article.stored",
        "<4>event=source.poll_failed",
        "<3>event=store.trouble",
        "<4>event=library",
    ]


def test_another_stream_than_journalds_gets_none(tmp_path: Path) -> None:
    """JOURNAL_STREAM is inherited: by `wireroom run 2> file` in a shell under systemd, say."""
    other = tmp_path.stat()
    lines = written(tmp_path / "log", {"JOURNAL_STREAM": f"{other.st_dev}:{other.st_ino}"})
    assert all(line.startswith("time=") for line in lines)
