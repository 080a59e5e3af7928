"""Kill -9 at random points of a fetch from the simulated newsroom; then to the end: what is lost.

    python -m bench.kills SHARED [--kills 50] [--sources 200]

Alerts go to a webhook receiver on loopback. Afterwards the store is held against that of a fetch
that nobody disturbed. Prints one JSON line; exits 1 if anything was lost, doubled or changed. Run
it where the wildcard address is loopback only, as bench/newsroom.py says.
"""

import argparse
import json
import random
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from bench.newsroom import addresses, newsroom

SECRET = "whsec_d2lyZXJvb20tYmVuY2gta2lsbHMtc2VjcmV0LTAx"
CONFIG = """\
version: 1
settings: {{database: "sqlite:///bench.db", gap: 0s, allow_networks: ["127.0.0.0/8"]}}
rules: [{{id: bridge, when: '"harbour bridge"'}}]
channels: [{{id: hook, webhook: {{url: "http://127.0.0.1:{port}/", secret: {secret}}}}}]
sources:
{sources}
"""


class Receiver(ThreadingHTTPServer):
    """Takes webhooks and remembers every body by its id."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.bodies: dict[str, set[bytes]] = defaultdict(set)
        self.requests = 0


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.bodies[self.headers["webhook-id"]].add(body)
        self.server.requests += 1
        self.send_response(204)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Say nothing."""


def main() -> None:
    """Run it all and print the verdict."""
    given = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    given.add_argument("shared", type=Path)
    given.add_argument("--sources", type=int, default=200)
    given.add_argument("--pages", type=int, default=1)
    given.add_argument("--kills", type=int, default=50)
    given.add_argument("--latency-ms", type=float, default=50)
    given.add_argument("--seed", type=int, default=1)
    options = given.parse_args()
    with newsroom(options, faults=0.1):
        calm = Run(options.sources, kills=0, seed=0)
        torn = Run(options.sources, kills=options.kills, seed=options.seed)
    line = {
        "kills": torn.kills,
        "articles": len(torn.articles),
        "articles_twice": len(torn.articles) - len(set(torn.articles)),
        "articles_missing": len(set(calm.articles) - set(torn.articles)),
        "alerts": len(torn.alerts),
        "alerts_missing": len(set(calm.alerts) - set(torn.alerts)),
        "undelivered": len(torn.deliveries - set(torn.receiver.bodies)),
        "unknown_ids": len(set(torn.receiver.bodies) - torn.deliveries),
        "requests_to_the_hook": torn.receiver.requests,
        "ids_with_two_bodies": sum(len(b) > 1 for b in torn.receiver.bodies.values()),
    }
    print(json.dumps(line))
    wrong = ("articles_twice", "articles_missing", "alerts_missing", "undelivered", "unknown_ids")
    sys.exit(any(line[key] for key in (*wrong, "ids_with_two_bodies")))


class Run:
    """One store, filled with `kills` interruptions."""

    def __init__(self, sources: int, *, kills: int, seed: int) -> None:
        self.receiver = Receiver()
        self.kills = 0
        threading.Thread(target=self.receiver.serve_forever, daemon=True).start()
        with tempfile.TemporaryDirectory() as folder:
            self._fetch(Path(folder), sources, kills, random.Random(seed))
            with closing(sqlite3.connect(Path(folder) / "bench.db")) as conn:
                self.articles = [row[0] for row in conn.execute("SELECT key FROM article")]
                self.alerts = [row[0] for row in conn.execute("SELECT id FROM alert")]
                self.deliveries = {row[0] for row in conn.execute("SELECT id FROM delivery")}
        self.receiver.shutdown()
        self.receiver.server_close()

    def _fetch(self, folder: Path, sources: int, kills: int, chance: random.Random) -> None:
        config = folder / "sources.yaml"
        port = self.receiver.server_address[1]
        listed = "\n".join(addresses(sources))
        config.write_text(CONFIG.format(port=port, secret=SECRET, sources=listed))
        command = [sys.executable, "-m", "monitor", "--config", str(config), "fetch"]
        while self.kills < kills:
            process = subprocess.Popen(
                command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            time.sleep(chance.uniform(3, 15))
            if process.poll() is None:
                process.kill()
                self.kills += 1
            process.wait()
        subprocess.run([*command, "--all"], stdout=subprocess.DEVNULL, check=False)


if __name__ == "__main__":
    main()
