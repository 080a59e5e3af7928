"""`${NAME}` in the text of the configuration: environment variables and systemd credentials."""

import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

MAX_CREDENTIAL_BYTES = 1_000_000

_REFERENCE = re.compile(r"\$(?P<escape>\$?)\{(?P<name>[^{}\s]*)(?P<close>\}?)")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_USERINFO = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://(?P<user>[^/?#\s]*)@")


class UnknownNameError(Exception):
    """A `${NAME}` cannot be replaced; the message never holds a value."""


class Names:
    """Looks names up in the environment, then in the directory that systemd gives a unit.

    Credentials: systemd.exec(5), LoadCredential=; one file a name, its last newline not counted.
    `values` are those that were put in, with the name of each: what must never be shown.
    """

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.values: dict[str, str] = {}
        self._environ = environ
        directory = environ.get("CREDENTIALS_DIRECTORY", "")
        self._directory = Path(directory) if directory else None

    def expand(self, text: str) -> tuple[str, tuple[str, ...]]:
        """Return `text` with every `${NAME}` replaced and `$${` as `${`, and the names used.

        Inside `scheme://user:password@` of an address a value is percent-encoded, so that a
        password may hold any character. Raises UnknownNameError.
        """
        used: list[str] = []
        address = _USERINFO.match(text)
        start, end = address.span("user") if address else (0, 0)

        def put(reference: re.Match[str]) -> str:
            if reference["escape"]:
                return reference[0][1:]
            value = self._value(reference["name"], closed=bool(reference["close"]))
            used.append(reference["name"])
            self.values[value] = reference["name"]
            return quote(value, safe="") if start <= reference.start() < end else value

        return _REFERENCE.sub(put, text), tuple(used)

    def _value(self, name: str, *, closed: bool) -> str:
        if not closed or not _NAME.fullmatch(name):
            raise UnknownNameError(
                "found ${ without a name and }, expected ${NAME}; write $${ for a plain ${"
            )
        value = self._environ.get(name)
        if value is None:
            value = self._credential(name)
        if value is None:
            raise UnknownNameError(
                f"${{{name}}} is not set, expected an environment variable or a systemd "
                f"credential of that name; write $${{{name}}} for the plain text"
            )
        if "\x00" in value:
            raise UnknownNameError(f"the value of ${{{name}}} holds a NUL character")
        return value

    def _credential(self, name: str) -> str | None:
        if self._directory is None:
            return None
        path = self._directory / name
        try:
            if not path.is_file():
                return None
            with path.open("rb") as file:
                raw = file.read(MAX_CREDENTIAL_BYTES + 1)
            text = raw.decode("utf-8")
        except OSError as error:
            raise UnknownNameError(
                f"the credential {name} cannot be read: {error.strerror}"
            ) from error
        except UnicodeDecodeError:
            raise UnknownNameError(f"the credential {name} is not UTF-8 text") from None
        if len(raw) > MAX_CREDENTIAL_BYTES:
            raise UnknownNameError(f"the credential {name} is larger than a megabyte")
        return text.removesuffix("\n").removesuffix("\r")
