"""Writing new sources into the file of a configuration: checked before, whole or not at all."""

import fcntl
import glob
import json
import os
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from monitor.config.checks import SelectorError
from monitor.config.edit import NewSource, literal, with_sources
from monitor.config.files import MAX_FILE_BYTES
from monitor.config.load import load
from monitor.config.tree import TreeError
from monitor.errors import ConfigError, UsageError

_NO_TEXT = "holds bytes that are no UTF-8 text"
_PLACE = re.compile(r"sources\[(\d+)\]\.?(.*)")


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Keep other commands from editing the file meanwhile; a file system without locks is let be.

    The folder is locked and not the file, for the file is replaced.
    """
    with ExitStack() as held:
        with suppress(OSError):
            folder = os.open(path.resolve().parent, os.O_RDONLY)
            held.callback(os.close, folder)
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield


def refusals(
    path: Path,
    entries: Sequence[NewSource],
    environ: Mapping[str, str],
    *,
    selector_error: SelectorError,
) -> dict[int, str]:
    """Return why entries cannot be added to the configuration in `path`, by their index.

    They are loaded as a file of their own that includes the configuration, so that an error is
    about the entry, and not about a line that nobody has written. Raises ConfigError if the
    configuration itself is wrong.
    """
    said = {i: _NO_TEXT for i, entry in enumerate(entries) if not _is_text(entry)}
    sound = [i for i in range(len(entries)) if i not in said]
    head = json.dumps([literal(glob.escape(str(path.resolve())))])
    with tempfile.TemporaryDirectory() as folder:
        probe = Path(folder) / "new.yaml"
        text = f"version: 1\ninclude: {head}\n"
        probe.write_text(with_sources(text, [entries[i] for i in sound]), encoding="utf-8")
        try:
            load(probe, environ, selector_error=selector_error)
        except ConfigError as error:
            problems = error.problems
        else:
            return said
    for problem in problems:
        place = _PLACE.fullmatch(problem.key)
        if problem.file != str(probe) or place is None:
            raise ConfigError(tuple(p for p in problems if p.file != str(probe)) or problems)
        key = f"{place[2]}: " if place[2] else ""
        said.setdefault(sound[int(place[1])], f"{key}{problem.message}")
    return said


def _is_text(entry: NewSource) -> bool:
    """Whether no value holds half of a surrogate pair, as bytes of the command line become."""
    values = (text for _, value in entry.pairs() for text in value)
    return not any("\ud800" <= character <= "\udfff" for text in values for character in text)


def append(path: Path, entries: Sequence[NewSource]) -> None:
    """Add entries, which `refusals` has passed, to the file at `path`, atomically.

    The new file has the mode and the owner of the old one; a link stays a link. Raises UsageError,
    nothing changed, if the file cannot be edited.
    """
    try:
        real = path.resolve(strict=True)
        raw = real.read_bytes()
        written = with_sources(raw.decode("utf-8"), entries).encode("utf-8")
        if len(written) > MAX_FILE_BYTES:
            raise UsageError(f"{path}: would be larger than {MAX_FILE_BYTES // 10**6} MB")
        if not os.access(real, os.W_OK):
            raise UsageError(f"{path}: is not writable; nothing was changed")
        _replace(real, written)
    except TreeError as error:
        raise UsageError(f"{path}:{error.line}: {error.message}; nothing was changed") from error
    except UnicodeError as error:
        raise UsageError(f"{path}: not UTF-8 text; nothing was changed") from error
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}; nothing was changed") from error


def _replace(real: Path, written: bytes) -> None:
    """Put a file with the same mode and owner in the place of another one."""
    kept = real.stat()
    # Hidden, so that no glob of an include: takes it for a part of the configuration.
    handle, name = tempfile.mkstemp(prefix=f".{real.name}.", suffix=".tmp", dir=real.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(written)
            file.flush()
            made = os.fstat(handle)
            if (made.st_uid, made.st_gid) != (kept.st_uid, kept.st_gid):
                _give(handle, kept, real)
            os.fchmod(handle, kept.st_mode & 0o7777)
            os.fsync(handle)
        Path(name).replace(real)
    except BaseException:
        Path(name).unlink()
        raise


def _give(handle: int, kept: os.stat_result, real: Path) -> None:
    """Give a file the owner and the group of another: the daemon may read it as one of them."""
    try:
        os.fchown(handle, kept.st_uid, kept.st_gid)
    except PermissionError as error:
        raise UsageError(
            f"{real}: belongs to somebody else; run this as its owner or as root. "
            "Nothing was changed"
        ) from error
