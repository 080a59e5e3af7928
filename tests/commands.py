"""The command line for tests: called in this process, or run as a person runs it."""

import json
import os
import pty
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

import monitor.cli  # noqa: F401  # adds the commands to the app
from monitor.cli.root import app
from newsroom import Answer, NewsSite, page

ROOT = Path(__file__).resolve().parents[1]
COMMAND = (sys.executable, "-m", "monitor")

CONFIG = """\
version: 1
settings: {{allow_networks: ["127.0.0.1/32"], gap: 0s}}
sources:
  - {{id: wire, url: "{site}/feed", name: The Wire}}
  - {{id: gone, url: "{site}/gone"}}
entities:
  minusma: {{names: [MINUSMA]}}
  ber: {{short: [Ber], needs: [minusma]}}
rules:
  - {{id: ber, when: "@ber", notify: article}}
channels:
  - {{id: hook, webhook: {{url: "{site}/hook", secret: "{secret}"}}}}
"""
SECRET = "whsec_" + "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0"

FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Wire</title>
<item><title>MINUSMA hands over Ber</title><link>{site}/1</link>
<pubDate>Sun, 13 Aug 2023 18:30:00 GMT</pubDate></item></channel></rss>"""
PAGE = """<html lang="en"><head><title>MINUSMA hands over Ber</title></head><body><article>
<h1>MINUSMA hands over Ber</h1>
<p>MINUSMA has handed the camp at Ber in northern Mali over to the army, the mission said.</p>
<p>The last convoy left at dawn, three days ahead of the plan that had been agreed in June.</p>
</article></body></html>"""
TEXT = "Quiet night in Ber\n\nNothing was heard in Ber but the generators of MINUSMA on Monday.\n"


@dataclass(frozen=True, slots=True)
class Done:
    """What a command came to."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The JSON Lines on stdout."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def row(self) -> dict[str, Any]:
        """The one JSON object on stdout."""
        (row,) = self.rows
        return row


def called(folder: Path, *args: str, stdin: bytes = b"", config: str = "sources.yaml") -> Done:
    """Call a command in this process with the configuration in `folder`."""
    environ = {"WIREROOM_CONFIG": str(folder / config)}
    done = CliRunner().invoke(app, list(args), input=stdin, env=environ)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Done(done.exit_code, done.stdout, done.stderr)


def environment(**more: str) -> Mapping[str, str]:
    """Return a small environment in which the project is found."""
    return {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **more}


def ran(folder: Path, *args: str, stdin: bytes = b"", **environ: str) -> Done:
    """Run a command as a process of its own, in `folder`."""
    done = subprocess.run(
        [*COMMAND, *args],
        cwd=folder,
        env=environment(**environ),
        input=stdin,
        capture_output=True,
        check=False,
        timeout=60,
    )
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


def on_a_terminal(folder: Path, *args: str, **more: str) -> str:
    """Return what a command shows on a terminal."""
    ours, theirs = pty.openpty()
    environ = environment(COLUMNS="80", TERM="xterm", **more)
    with subprocess.Popen([*COMMAND, *args], cwd=folder, env=environ, stdout=theirs):
        os.close(theirs)
        shown = b""
        try:
            while more_shown := os.read(ours, 65_536):
                shown += more_shown
        except OSError:  # what Linux says when the other end is closed
            pass
        finally:
            os.close(ours)
    return shown.decode().replace("\r\n", "\n")


@contextmanager
def newsdesk(folder: Path) -> Iterator[NewsSite]:
    """Serve a feed with one article and a webhook, and configure `folder` for them."""
    with NewsSite() as site:
        site.routes["/feed"] = page(FEED.format(site=site.url), "application/rss+xml")
        site.routes["/1"] = page(PAGE)
        site.routes["/hook"] = page("")
        site.routes["/gone"] = Answer(status=410)
        (folder / "sources.yaml").write_text(CONFIG.format(site=site.url, secret=SECRET))
        (folder / "note.txt").write_text(TEXT)
        yield site
