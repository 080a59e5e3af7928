"""The demo's folder: begun afresh each time, and never anything but a demo's."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from string import Template

from monitor.errors import UsageError

_MARK = ".wireroom-demo"
_TEMPLATE = "sources.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """Where everything of one demo lies."""

    path: Path

    @property
    def config(self) -> Path:
        """The configuration."""
        return self.path / "sources.yaml"

    @property
    def database(self) -> Path:
        """The store."""
        return self.path / "wireroom.db"

    @property
    def inbox(self) -> Path:
        """The mailbox, in the mbox format."""
        return self.path / "inbox.mbox"

    @property
    def webhooks(self) -> Path:
        """What the webhook receiver took, a line of JSON a request."""
        return self.path / "webhooks.jsonl"

    def begin(self) -> None:
        """Make the folder, and remove what an earlier demo left in it; anything else stays.

        Raises UsageError, with nothing changed, if it holds something and no demo made it.
        """
        mark = self.path / _MARK
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            if not mark.is_file() and any(self.path.iterdir()):
                raise UsageError(
                    f"{self.path}: holds files that are not of a demo; nothing was changed, "
                    "name another folder or an empty one"
                )
            mark.touch()
            for old in (self.config, self.inbox, self.webhooks):
                old.unlink(missing_ok=True)
            for old in self.path.glob(f"{self.database.name}*"):
                old.unlink()
        except OSError as error:
            raise UsageError(f"{self.path}: {error.strerror}; name another folder") from error

    def configure(self, values: Mapping[str, str]) -> None:
        """Write the configuration, readable for its owner alone: it holds a secret."""
        template = files("monitor.demo").joinpath(_TEMPLATE).read_text("utf-8")
        self.config.touch(mode=0o600)
        self.config.write_text(Template(template).substitute(values), "utf-8")
