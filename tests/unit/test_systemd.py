import shutil
import subprocess
from pathlib import Path

import pytest

UNITS = Path(__file__).resolve().parents[2] / "systemd"
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


@needs_systemd
def test_units_are_valid(units: Path) -> None:
    paths = sorted(map(str, units.iterdir()))
    done = subprocess.run(
        ["systemd-analyze", "verify", *paths], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


@needs_systemd
def test_the_service_is_hardened(units: Path) -> None:
    command = ["systemd-analyze", "security", "--offline=true", "--threshold=15"]
    done = subprocess.run(
        [*command, str(units / "wireroom-fetch.service")], capture_output=True, check=False
    )
    assert done.returncode == 0, "exposure above 1.5"
