"""What the sender of lines promises, with real files, pipes and a full disk."""

import asyncio
import fcntl
import json
import os
import resource
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from alerting import alert, message
from alerts.deliver import FileSender
from alerts.errors import DeliverReason
from alerts.render import line, webhook_body
from alerts.types import ChannelId, DeliveryId, FileChannel, Later, Outcome, Sent

R = DeliverReason
LOG = ChannelId("log")


def one(number: int = 1, size: int = 0) -> bytes:
    """Return a line with a number in it, of at least `size` bytes."""
    event = json.dumps({"type": "alert.created", "n": number, "pad": "x" * size}).encode()
    return line(DeliveryId(f"msg_{number}"), event)


def send(path: Path | None, *lines: bytes, sender: FileSender | None = None) -> list[Outcome]:
    """Send `lines` one after the other."""
    own = sender or FileSender(deadline_s=5)
    channel = FileChannel(id=LOG, path=path)

    async def run() -> list[Outcome]:
        return [await own.send(message(channel=LOG, body=each), channel) for each in lines]

    return asyncio.run(run())


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    """A named pipe that takes 4 kB."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    return path


@contextmanager
def reading(pipe: Path) -> Iterator[int]:
    """Hold the reading end of a pipe that takes 4 kB, without reading."""
    fd = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    fcntl.fcntl(fd, fcntl.F_SETPIPE_SZ, 4096)
    try:
        yield fd
    finally:
        os.close(fd)


def test_lines_are_whole_in_order_and_added_to_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "alerts.jsonl"
    path.write_bytes(b'{"id":"older"}\n')
    given = line(DeliveryId("msg_1"), webhook_body(alert()))
    assert send(path, given, one(2), one(3)) == [Sent(), Sent(), Sent()]
    older, first, *rest = [json.loads(each) for each in path.read_text().splitlines()]
    assert (older["id"], first["id"], first["type"]) == ("older", "msg_1", "alert.created")
    assert first["data"]["rule"] == alert().rule
    assert [each["n"] for each in rest] == [2, 3]


def test_what_a_killed_process_left_is_ended_first(tmp_path: Path) -> None:
    path = tmp_path / "alerts.jsonl"
    path.write_bytes(one(1) + b'{"id":"ha')
    assert send(path, one(2)) == [Sent()]
    assert path.read_bytes() == one(1) + b'{"id":"ha\n' + one(2)


def test_a_file_that_was_moved_away_begins_anew(tmp_path: Path) -> None:
    path, sender = tmp_path / "alerts.jsonl", FileSender()
    send(path, one(1), sender=sender)
    path.rename(tmp_path / "alerts.jsonl.1")
    send(path, one(2), sender=sender)
    assert path.read_bytes() == one(2)


@contextmanager
def _disk_of(size: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "alerts.jsonl"
    path.write_bytes(one(1))
    with _disk_of(len(one(1)) + 10):
        (outcome,) = send(path, one(2))
    assert isinstance(outcome, Later)
    assert outcome.reason is R.FILE
    assert path.read_bytes() == one(1)
    assert send(path, one(2)) == [Sent()]
    assert path.read_bytes() == one(1) + one(2)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        pytest.param("missing/alerts.jsonl", "No such file or directory", id="no folder"),
        pytest.param("", "Is a directory", id="a folder"),
        pytest.param("alerts.txt/alerts.jsonl", "Not a directory", id="below a file"),
        pytest.param("/dev/full", "No space left on device", id="full device"),
    ],
)
def test_what_cannot_be_written_is_named_and_tried_again(
    tmp_path: Path, name: str, told: str
) -> None:
    (tmp_path / "alerts.txt").touch()
    path = tmp_path / name
    assert send(path, one()) == [Later(reason=R.FILE, error=f"{path}: {told}")]


def test_a_pipe_without_a_reader_waits_for_one(pipe: Path) -> None:
    assert send(pipe, one()) == [Later(reason=R.FILE, error=f"{pipe}: nobody reads the pipe")]
    with reading(pipe) as fd:
        assert send(pipe, one()) == [Sent()]
        assert os.read(fd, 65536) == one()


def test_a_reader_that_comes_in_time_gets_a_line_that_is_larger_than_the_pipe(pipe: Path) -> None:
    taken = bytearray()

    def read(fd: int) -> None:
        while not taken.endswith(b"\n"):
            try:
                taken.extend(os.read(fd, 1000))
            except BlockingIOError:
                continue

    with reading(pipe) as fd:
        reader = threading.Thread(target=read, args=(fd,))
        reader.start()
        assert send(pipe, one(1, 15_000)) == [Sent()]
        reader.join()
    assert bytes(taken) == one(1, 15_000)


def test_a_line_that_a_pipe_took_in_part_is_ended_before_the_next(pipe: Path) -> None:
    sender = FileSender(deadline_s=0.2)
    with reading(pipe) as fd:
        (outcome,) = send(pipe, one(1, 15_000), sender=sender)
        assert isinstance(outcome, Later)
        assert outcome.reason in {R.TIMEOUT, R.FILE}
        part = os.read(fd, 65536)
        assert one(1, 15_000).startswith(part)
        assert send(pipe, one(1), sender=sender) == [Sent()]
        assert os.read(fd, 65536) == b"\n" + one(1)


def test_a_full_pipe_that_nobody_reads_is_tried_again(pipe: Path) -> None:
    with reading(pipe) as fd:
        assert send(pipe, one(1, 3_000)) == [Sent()]
        (outcome,) = send(pipe, one(2, 3_000), sender=FileSender(deadline_s=0.2))
        assert isinstance(outcome, Later)
        assert os.read(fd, 65536) == one(1, 3_000)


def test_standard_output_gets_lines(capfd: pytest.CaptureFixture[str]) -> None:
    assert send(None, one(1), one(2)) == [Sent(), Sent()]
    assert capfd.readouterr().out == (one(1) + one(2)).decode()


_SCRIPT = """
import asyncio, sys
from alerts.deliver import FileSender
from alerts.types import ChannelId, DeliveryId, FileChannel, Message
sender, channel = FileSender(deadline_s=0.2), FileChannel(id=ChannelId("log"), path=None)
def one(size):
    return Message(id=DeliveryId("msg_1"), alert_id=None, channel=channel.id, recipient="",
                   body=b"x" * size + b"\\n", attempts=0)
async def run():
    for size in map(int, sys.argv[1:]):
        print(await sender.send(one(size), channel), file=sys.stderr, flush=True)
asyncio.run(run())
sys.stdin.readline()
"""


def test_a_closed_standard_output_is_no_file_of_ours() -> None:
    done = subprocess.run(
        ["/bin/sh", "-c", 'exec "$0" "$@" >&-', sys.executable, "-c", _SCRIPT, "5"],
        stderr=subprocess.PIPE,
        input="\n",
        text=True,
        check=True,
    )
    assert "standard output: closed" in done.stderr


def test_no_line_begins_while_one_hangs() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _SCRIPT, "100000", "5"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        first, second = process.stderr.readline(), process.stderr.readline()
        out, _ = process.communicate("\n")
    assert "nothing took the line within 0.2 s" in first
    assert "the line before is still being written" in second
    assert set(out) <= {"x", "\n"}
