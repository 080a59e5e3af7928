import re
import shutil
import subprocess
from pathlib import Path

import pytest

from monitor.watch.heart import STUCK_S

UNITS = Path(__file__).resolve().parents[2] / "systemd"
SERVICES = ("wireroom.service", "wireroom-fetch.service")
needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze is not on this machine"
)


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """Return the units with a command that exists here, as `verify` looks for it."""
    for unit in UNITS.iterdir():
        text = unit.read_text().replace("/usr/local/bin/wireroom", "/bin/true")
        (tmp_path / unit.name).write_text(text)
    return tmp_path


def analyze(*args: str) -> tuple[int, str]:
    """Return the exit code of systemd-analyze and all that it said."""
    done = subprocess.run(["systemd-analyze", *args], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def settings(unit: str) -> dict[str, str]:
    """Return the settings of a unit; of those that are there more than once the last."""
    return dict(re.findall(r"^(\w+)=(.*)$", (UNITS / unit).read_text(), re.MULTILINE))


@needs_systemd
def test_units_are_valid(units: Path) -> None:
    assert analyze("verify", *sorted(map(str, units.iterdir()))) == (0, "")


@needs_systemd
@pytest.mark.parametrize("service", SERVICES)
def test_the_services_are_hardened(units: Path, service: str) -> None:
    command = ("security", "--no-pager", "--offline=true", "--threshold=15")
    code, said = analyze(*command, str(units / service))
    assert code == 0, said.splitlines()[-1]


def test_the_watchdog_fits_the_heart() -> None:
    assert settings("wireroom.service")["WatchdogSec"] == "2min"
    assert STUCK_S * 2 == 120.0


def test_the_units_share_a_user() -> None:
    """Else systemd gives the store away, under the daemon, to the fetch that finds it locked."""
    users = {settings(unit)["User"] for unit in SERVICES}
    assert users == {"wireroom"}


def test_parsers_are_for_the_daemon_to_end() -> None:
    """To signal them all would crash what is being parsed while the daemon finishes its polls."""
    assert settings("wireroom.service")["KillMode"] == "mixed"
    assert settings("wireroom-fetch.service")["KillMode"] == "mixed"
