"""`init` and `check`: beginning a configuration, and knowing that it holds."""

from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

from alerts import api as alerts
from alerts.types import AppriseChannel
from monitor.cli.errors import Exit, told
from monitor.cli.output import put, show_fields, show_json, tell
from monitor.cli.root import ConfigOption, JsonOption, app, configured, examples
from monitor.config import Config
from monitor.config.load import NAME
from monitor.errors import UsageError


@app.command(
    epilog=examples("init", "init /etc/wireroom/sources.yaml"),
)
def init(
    path: Annotated[Path, typer.Argument(metavar="FILE", hidden=True)] = Path(NAME),
    as_json: JsonOption = False,
) -> None:
    """Write a small configuration to begin with.

    FILE is sources.yaml unless given; one that exists is never touched.
    """
    with told():
        _write_new(path, files("monitor.config").joinpath("template.yaml").read_bytes())
    if as_json:
        show_json({"path": str(path)})
    else:
        named = "" if path == Path(NAME) else f" --config {path}"
        put(f"wrote {path}; next: wireroom check{named}, then: wireroom fetch{named}")


def _write_new(path: Path, template: bytes) -> None:
    """Write a file that is not there yet, whole or not at all. Raises UsageError."""
    try:
        with path.open("xb") as file:
            try:
                file.write(template)
                file.flush()
            except OSError:
                path.unlink()
                raise
    except FileExistsError as error:
        raise UsageError(f"{path}: exists already; nothing was changed") from error
    except FileNotFoundError as error:
        raise UsageError(f"{path}: the folder {path.parent} does not exist; create it") from error
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from error


@app.command(epilog=examples("check", "check --config /etc/wireroom/sources.yaml --json"))
def check(ctx: typer.Context, config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """Check the configuration and run the tests of its rules.

    All that is wrong is said at once, each with file, line and key.
    """
    with told():
        found = configured(ctx, config)
        _services(found)
        failures = alerts.run_tests(found.ruleset)
        counts = {
            "config": str(found.path),
            "sources": len(found.sources),
            "entities": len(found.entities),
            "rules": len(found.rules),
            "channels": len(found.channels),
            "tests": sum(len(rule.tests) for rule in found.rules.values()),
            "failed_tests": [str(failure) for failure in failures],
        }
    if as_json:
        show_json(counts)
    else:
        show_fields({key: value for key, value in counts.items() if key != "failed_tests"})
    for failure in failures:
        tell(f"{found.path}: {failure}")
    if failures:
        raise typer.Exit(Exit.USAGE)


def _services(config: Config) -> None:
    """Ask Apprise whether it knows the services that channels name. Raises UsageError."""
    named = [
        (channel.id, target)
        for channel in config.channels.values()
        if isinstance(channel, AppriseChannel)
        for target in channel.targets
    ]
    unknown = alerts.unknown_services([target.url for _, target in named])
    if unknown:
        wrong = ", ".join(f"channel {named[i][0]}, {named[i][1].name}" for i in unknown)
        raise UsageError(
            f"{config.path}: {wrong}: Apprise knows no service of this address; its forms are "
            "listed at https://appriseit.com/services/"
        )
