"""The command as a process among others: pipes, terminals, signals, locks, full disks."""

import errno
import json
import os
import pty
import re
import select
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from commands import COMMAND, Done, called, environment, newsdesk, ran
from newsroom import Answer, NewsSite, Request

ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, NewsSite]]:
    folder = tmp_path_factory.mktemp("desk")
    with newsdesk(folder) as serving:
        assert called(folder, "fetch", "wire").code == 0
        rows = (
            json.dumps({"url": f"https://a.example/{n}", "title": f"Rice is up {n} %"})
            for n in range(60)
        )
        (folder / "rice.jsonl").write_text("\n".join(rows))
        assert called(folder, "import", str(folder / "rice.jsonl"), "--no-deliver").code == 0
        yield folder, serving


@pytest.fixture(scope="module")
def desk(site: tuple[Path, NewsSite]) -> Path:
    """A folder with 61 articles and an alert."""
    return site[0]


def seen(folder: Path, *args: str, columns: int = 80, typed: bytes = b"", after: str = "") -> Done:
    """Run a command on a terminal; types `typed` once it has shown `after`."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(folder)
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # ignored where the tests run in background
        environ = environment(COLUMNS=str(columns), TERM="xterm")
        os.execve(COMMAND[0], [*COMMAND, *args], dict(environ))
    shown, deadline = b"", time.monotonic() + 60
    try:
        while select.select([terminal], [], [], max(0, deadline - time.monotonic()))[0]:
            try:
                more = os.read(terminal, 65_536)
            except OSError as error:
                if error.errno != errno.EIO:  # what Linux says when the other end is closed
                    raise
                break
            if not more:
                break
            shown += more
            if typed and after.encode() in shown:
                os.write(terminal, typed)
                typed = b""
    finally:
        os.close(terminal)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    return Done(code, shown.decode().replace("\r\n", "\n"), "")


def test_a_terminal_gets_a_table_that_fits_and_keeps_titles(desk: Path) -> None:
    done = seen(desk, "articles")
    header, *rows = ANSI.sub("", done.out).splitlines()
    assert done.code == 0
    assert header.split()[:3] == ["id", "published", "source"]
    assert header.endswith("title")
    assert len(rows) == 50
    assert all(len(line) <= 80 for line in rows)
    assert rows[0].startswith("61  -")
    assert rows[0].endswith("Rice is up 59 %")


def test_ids_that_people_copy_are_whole(desk: Path) -> None:
    alert = called(desk, "alerts", "--json").rows[0]["id"]
    shown = ANSI.sub("", seen(desk, "alerts").out).splitlines()
    assert shown[1].startswith(alert)
    assert shown[2].strip() == "MINUSMA hands over Ber"
    assert max(map(len, shown)) <= 80


def test_a_wide_terminal_has_every_column(desk: Path) -> None:
    header = ANSI.sub("", seen(desk, "articles", "-n", "1", columns=160).out).splitlines()[0]
    assert "entities" in header


def test_a_pipe_gets_all_and_no_escape_sequences(desk: Path) -> None:
    for option in ((), ("--json",)):
        done = ran(desk, "articles", *option)
        assert (done.code, done.err, len(done.out.splitlines())) == (0, "", 61)
        assert "\x1b" not in done.out
    assert "\x1b" not in ran(desk, "fetch", "wire").err


def test_a_reader_that_has_seen_enough_is_no_error(desk: Path) -> None:
    for command in (["articles", "--json"], ["--help"], ["match", "--jsonl"]):
        process = subprocess.Popen(
            [*COMMAND, *command],
            cwd=desk,
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert process.stdout is not None
        process.stdout.close()
        process.stdout = None
        _, told = process.communicate(b'{"text": "Ber"}\n', timeout=60)
        assert (process.returncode, told) == (0, b""), command


def test_results_that_nobody_takes_are_told() -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("no /dev/full on this system")
    with full.open("wb") as nowhere:
        done = subprocess.run(
            [*COMMAND, "--version"],
            env=environment(), stdout=nowhere, stderr=subprocess.PIPE, check=False, timeout=60,
        )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr == b"wireroom: standard output: No space left on device\n"


def test_letters_survive_a_locale_without_them(desk: Path) -> None:
    stdin = "Kidal كيدال MINUSMA’s ".encode() + b"\xff"
    done = ran(desk, "match", "--json", stdin=stdin, PYTHONIOENCODING="ascii", LC_ALL="C")
    assert (done.code, done.err) == (0, "")
    assert done.row["matches"][0]["start"] == 12
    shown = ran(desk, "articles", "--source", "wire", PYTHONIOENCODING="ascii", LC_ALL="C")
    assert shown.code == 0


def test_ctrl_c_ends_without_a_traceback(site: tuple[Path, NewsSite]) -> None:
    folder, serving = site
    working = serving.routes["/feed"]
    interrupted = threading.Event()

    def late(request: Request) -> Answer:
        interrupted.wait(30)
        return Answer(status=503)

    serving.routes["/feed"] = late
    try:
        fetching = seen(folder, "fetch", "wire", typed=b"\x03", after="0/1")
    finally:
        interrupted.set()
        serving.routes["/feed"] = working
    reading = seen(folder, "match", typed=b"\x03", after="Ctrl-D ends it")
    for done in (fetching, reading):
        assert done.code == 128 + signal.SIGINT
        assert "Traceback" not in done.out
    assert called(folder, "db", "check", "--json").row["problems"] == []
    assert called(folder, "fetch", "wire").code == 0  # the lock is free again


def test_beside_a_writer_one_may_read_but_not_write(desk: Path) -> None:
    writer = subprocess.Popen(
        [COMMAND[0], "-c",
         "import sys; from pathlib import Path; from monitor.store import Store\n"
         "with Store.to_write(Path('wireroom.db')) as store, store.transaction():\n"
         "    print('held', flush=True); sys.stdin.read()"],
        cwd=desk, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert writer.stdin is not None
    assert writer.stdout is not None
    try:
        assert writer.stdout.readline() == b"held\n"
        for command in ("fetch", f"import {desk}/note.txt", "db upgrade"):
            done = called(desk, *command.split())
            assert (done.code, done.out) == (75, ""), command
            assert "wireroom.db: another wireroom is writing to it; try again" in done.err
        for command in ("articles", "alerts", "deliveries list", "search Rice", "sources list",
                        "db check", "check", f"db backup {desk}/beside.db"):  # fmt: skip
            assert called(desk, *command.split()).code == 0, command
    finally:
        writer.stdin.close()
        assert writer.wait(60) == 0
        writer.stdout.close()


def test_a_damaged_store_is_named(desk: Path, tmp_path: Path) -> None:
    target = tmp_path / "wireroom.db"
    assert called(desk, "db", "backup", str(target)).code == 0
    (tmp_path / "sources.yaml").write_text("version: 1\n")
    body = bytearray(target.read_bytes())
    body[8192:] = bytes(len(body) - 8192)
    target.write_bytes(body)
    for command in ("articles", "db check", "fetch"):
        done = called(tmp_path, *command.split())
        assert done.code == 2, command
        assert str(target) in done.err
        assert "backup" in done.err
    assert target.read_bytes() == body


def test_a_full_disk_is_named_and_nothing_is_half_done(desk: Path, tmp_path: Path) -> None:
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", tmp_path],
        check=False, capture_output=True,
    )  # fmt: skip
    if mounted.returncode:
        pytest.skip("may not mount a small file system here")
    try:
        (tmp_path / "sources.yaml").write_text("version: 1\n")
        rows = (
            json.dumps({"url": f"https://a.example/{n}", "title": f"{n}", "text": f"{n} " * 2000})
            for n in range(64)
        )
        (desk / "big.jsonl").write_text("\n".join(rows))
        done = ran(tmp_path, "import", str(desk / "big.jsonl"))
        assert (done.code, done.out) == (75, "")
        assert done.err == f"wireroom: {tmp_path}/wireroom.db: the disk is full\n"
        assert ran(tmp_path, "articles").code == 0
        assert ran(tmp_path, "db", "check", "--json").row["problems"] == []
    finally:
        subprocess.run(["umount", tmp_path], check=True)
