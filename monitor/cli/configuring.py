"""`init` and `check`: beginning a configuration, and knowing that it holds."""

from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

from alerts import api as alerts
from monitor.cli.errors import Exit, told
from monitor.cli.output import show_fields, show_json, tell
from monitor.cli.root import ConfigOption, JsonOption, app, configured, examples
from monitor.errors import UsageError


@app.command(
    epilog=examples("init", "init /etc/wireroom/sources.yaml"),
)
def init(
    path: Annotated[Path, typer.Argument(metavar="[FILE]")] = Path("sources.yaml"),
    as_json: JsonOption = False,
) -> None:
    """Write a small configuration to begin with; an existing one is never touched."""
    with told():
        template = files("monitor.config").joinpath("template.yaml").read_text("utf-8")
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(template)
        except FileExistsError as error:
            raise UsageError(f"{path}: exists already; nothing was changed") from error
        except OSError as error:
            raise UsageError(f"{path}: {error.strerror}") from error
        if as_json:
            show_json({"path": str(path)})
        else:
            print(f"wrote {path}; next: wireroom check, then: wireroom fetch")


@app.command(epilog=examples("check", "check --config /etc/wireroom/sources.yaml --json"))
def check(ctx: typer.Context, config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """Check the configuration and run the tests of its rules; says all that is wrong at once."""
    with told():
        found = configured(ctx, config)
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
