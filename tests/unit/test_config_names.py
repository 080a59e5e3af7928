"""`${NAME}`: where values come from, and that they never show."""

import base64
from pathlib import Path

import pytest

from alerts.types import EmailChannel, SmtpSecurity, SmtpServer, WebhookChannel
from monitor.config import Config, hidden, load
from monitor.errors import ConfigError

SECRET = "whsec_" + base64.b64encode(b"0123456789abcdef0123456789abcdef").decode()


def loaded(folder: Path, text: str, environ: dict[str, str]) -> Config:
    path = folder / "sources.yaml"
    path.write_text(text, encoding="utf-8")
    return load(path, environ, selector_error=lambda text: text if "[[" in text else None)


def refusal(folder: Path, text: str, environ: dict[str, str]) -> str:
    with pytest.raises(ConfigError) as caught:
        loaded(folder, text, environ)
    assert caught.value.__cause__ is None
    return str(caught.value)


def mails(folder: Path, smtp: str, environ: dict[str, str], *, more: str = "") -> EmailChannel:
    text = (
        "version: 1\nchannels:\n  - id: desk\n    email:\n      to: [a@b.example]\n"
        f"      from: c@d.example\n      smtp: '{smtp}'\n{more}"
    )
    (channel,) = loaded(folder, text, environ).channels.values()
    assert isinstance(channel, EmailChannel)
    return channel


def server(folder: Path, smtp: str, environ: dict[str, str]) -> SmtpServer:
    return mails(folder, smtp, environ).smtp


@pytest.mark.parametrize(
    ("more", "want"),
    [
        pytest.param("", None, id="none: the sender"),
        pytest.param("unsubscribe: lists@b.example", "lists@b.example", id="mail"),
        pytest.param("unsubscribe: https://b.example/x", "https://b.example/x", id="page"),
        pytest.param(
            "unsubscribe: 'https://b.example/?w={recipient}&l={list}&i={id}&k=${KEY}'",
            "https://b.example/?w={recipient}&l={list}&i={id}&k=s3cret",
            id="places",
        ),
    ],
)
def test_where_to_unsubscribe(tmp_path: Path, more: str, want: str | None) -> None:
    given = f"      {more}\n" if more else ""
    channel = mails(tmp_path, "smtp://h", {"KEY": "s3cret"}, more=given)
    assert channel.unsubscribe == want


def hook(secret: str) -> str:
    return (
        "version: 1\nchannels:\n  - id: newsroom\n    webhook:\n"
        f"      url: https://h.example/x\n      secret: {secret}\n"
    )


def secret_of(config: Config) -> str:
    (channel,) = config.channels.values()
    assert isinstance(channel, WebhookChannel)
    return channel.secrets[0]


def test_a_secret_may_be_two_while_it_is_changed(tmp_path: Path) -> None:
    old = "whsec_" + "QUJD" * 12
    config = loaded(tmp_path, hook('["${NEW}", "${OLD}"]'), {"NEW": SECRET, "OLD": old})
    (channel,) = config.channels.values()
    assert isinstance(channel, WebhookChannel)
    assert channel.secrets == (SECRET, old)
    assert config.hide(f"{SECRET} {old}") == "${NEW} ${OLD}"


def test_a_name_is_an_environment_variable(tmp_path: Path) -> None:
    config = loaded(tmp_path, hook("${HOOK}"), {"HOOK": SECRET})
    assert secret_of(config) == SECRET


@pytest.mark.parametrize("ending", ["", "\n", "\r\n"])
def test_a_name_is_a_systemd_credential_without_its_last_newline(
    tmp_path: Path, ending: str
) -> None:
    credentials = tmp_path / "credentials"
    credentials.mkdir()
    (credentials / "HOOK").write_bytes((SECRET + ending).encode())
    config = loaded(tmp_path, hook("${HOOK}"), {"CREDENTIALS_DIRECTORY": str(credentials)})
    assert secret_of(config) == SECRET


def test_the_environment_comes_before_a_credential(tmp_path: Path) -> None:
    (tmp_path / "HOOK").write_text("not this one")
    environ = {"HOOK": SECRET, "CREDENTIALS_DIRECTORY": str(tmp_path)}
    assert secret_of(loaded(tmp_path, hook("${HOOK}"), environ)) == SECRET


def test_a_missing_name_is_named_at_its_line_and_once(tmp_path: Path) -> None:
    said = refusal(tmp_path, hook("${HOOK}"), {"CREDENTIALS_DIRECTORY": str(tmp_path)})
    assert said.startswith(f"{tmp_path}/sources.yaml:6: channels[0].webhook.secret: ${{HOOK}} is")
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("${}", id="empty"),
        pytest.param("${../../etc/passwd}", id="path"),
        pytest.param("'${HOOK'", id="not closed"),
        pytest.param("${a b}", id="space"),
    ],
)
def test_what_is_no_name_is_refused(tmp_path: Path, written: str) -> None:
    said = refusal(tmp_path, hook(written), {"CREDENTIALS_DIRECTORY": "/"})
    assert "expected ${NAME}; write $${ for a plain ${" in said


def test_a_credential_that_cannot_be_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "HOOK").write_bytes(b"\xff\xfe")
    said = refusal(tmp_path, hook("${HOOK}"), {"CREDENTIALS_DIRECTORY": str(tmp_path)})
    assert "the credential HOOK is not UTF-8 text" in said


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        pytest.param("$${HOME}", "${HOME}", id="escaped"),
        pytest.param("$HOME", "$HOME", id="no braces"),
        pytest.param("$$", "$$", id="dollars"),
        pytest.param("a ${X} b ${X}", "a 1 b 1", id="twice"),
        pytest.param("${X}$${X}", "1${X}", id="both"),
        pytest.param("${Y}", "${X}", id="a value is not expanded again"),
    ],
)
def test_references_and_their_escape(tmp_path: Path, written: str, meant: str) -> None:
    text = f"version: 1\nsources:\n  - {{id: a, url: 'https://a.example/', name: '{written}'}}\n"
    config = loaded(tmp_path, text, {"X": "1", "Y": "${X}"})
    assert config.sources[0].name == meant


@pytest.mark.parametrize(
    ("smtp", "want"),
    [
        pytest.param("smtp://mail.example", ("mail.example", 25, "smtp", None, None), id="plain"),
        pytest.param(
            "smtp+starttls://u:p@mail.example", ("mail.example", 587, "smtp+starttls", "u", "p"),
            id="starttls",
        ),
        pytest.param(
            "smtps://u:p@mail.example:2465/", ("mail.example", 2465, "smtps", "u", "p"), id="port"
        ),
        pytest.param("smtp://[::1]:2525", ("::1", 2525, "smtp", None, None), id="ipv6"),
        pytest.param(
            "smtps://u%40x.example:a%3A%2F%40%25b@h", ("h", 465, "smtps", "u@x.example", "a:/@%b"),
            id="percent-encoded in the file",
        ),
        pytest.param(
            "smtps://u@x.net:${PASSWORD}@h", ("h", 465, "smtps", "u@x.net", "p@ss:/#?%41 é"),
            id="a value is taken as it is",
        ),
        pytest.param(
            "${URL}", ("h", 465, "smtps", "u", "p@ss"), id="a whole address is an address"
        ),
    ],
)  # fmt: skip
def test_smtp_addresses(
    tmp_path: Path, smtp: str, want: tuple[str, int, str, str | None, str | None]
) -> None:
    environ = {"PASSWORD": "p@ss:/#?%41 é", "URL": "smtps://u:p%40ss@h"}
    host, port, security, user, password = want
    assert server(tmp_path, smtp, environ) == SmtpServer(
        host=host, port=port, security=SmtpSecurity(security), user=user, password=password
    )


LEAKS = [
    pytest.param("settings: {every: '${X}'}", id="duration"),
    pytest.param("settings: {database: '${X}'}", id="database"),
    pytest.param("settings: {languages: ['${X}']}", id="language"),
    pytest.param("settings: {timezone: '${X}'}", id="time zone"),
    pytest.param("sources: [{id: '${X}', url: '${X}', kind: '${X}'}]", id="source"),
    pytest.param("sources: [{id: a, url: 'https://a.example', links: '${X}[['}]", id="selector"),
    pytest.param("sources: ['${X}']", id="entry"),
    pytest.param("sources: '${X}'", id="section"),
    pytest.param("include: ['${X}']", id="include"),
    pytest.param("entities: {a: {short: [a], needs: ['${X}'], within: '${X}'}}", id="entity"),
    pytest.param("entities: {a: {names: ['${X}*(']}}", id="word"),
    pytest.param("sets: {a: '${X}'}", id="set"),
    pytest.param("rules: [{id: r, when: '@${X} AND (', send: ['${X}']}]", id="rule"),
    pytest.param("rules: [{id: r, when: 'x', sources: ['tag:${X}']}]", id="tag"),
    pytest.param("channels: [{id: c, webhook: {url: '${X}', secret: '${X}'}}]", id="webhook"),
    pytest.param("channels: [{id: c, webhook: '${X}'}]", id="webhook as text"),
    pytest.param(
        "channels: [{id: c, email: {to: ['${X}'], from: '${X}', smtp: '${X}'}}]", id="mail"
    ),
    pytest.param("channels: [{id: c, webhook: {url: hunter2, secret: hunter2}}]", id="in the file"),
    pytest.param("channels: [{id: c, email: 'smtps://u:hunter2@h'}]", id="mail as text"),
    pytest.param("channels: ['whsec_hunter2']", id="secret as channel"),
    pytest.param("sources: [{id: a, url: 'https://u:hunter2@h.example/'}]", id="password in url"),
    pytest.param("version: 'smtps://u:hunter2@h'", id="version"),
]


@pytest.mark.parametrize("text", LEAKS)
def test_a_secret_shows_in_no_error(tmp_path: Path, text: str) -> None:
    said = refusal(tmp_path, f"version: 1\n{text}\n", {"X": "hunter2 ((("})
    assert "hunter2" not in said


def test_a_secret_shows_in_no_repr(tmp_path: Path) -> None:
    text = hook("${HOOK}") + (
        "  - id: desk\n    email: {to: [a@b.example], from: c@d.example,"
        " smtp: 'smtps://u:${PASSWORD}@h'}\n"
    )
    config = loaded(tmp_path, text, {"HOOK": SECRET, "PASSWORD": "hunter2"})
    for shown in (repr(config), str(config), repr(config.channels)):
        assert SECRET not in shown
        assert "hunter2" not in shown
        assert "h.example" not in shown


def test_what_came_from_a_name_can_be_hidden_again(tmp_path: Path) -> None:
    path = tmp_path / "sources.yaml"
    path.write_text(
        "version: 1\nsources:\n- {id: a, url: 'https://a.example/feed?key=${FEED_KEY}&n=${N}'}\n"
    )
    config = load(path, {"FEED_KEY": "s3cr3t-key", "N": "1"}, selector_error=lambda _: None)
    (source,) = config.sources
    assert source.url == "https://a.example/feed?key=s3cr3t-key&n=1"
    assert config.hide(source.url) == "https://a.example/feed?key=${FEED_KEY}&n=1"
    assert "s3cr3t-key" not in repr(config)


@pytest.mark.parametrize(
    "shown",
    [
        pytest.param("s3crét! a/b", id="as it is"),
        pytest.param("s3cr%C3%A9t!%20a/b", id="as an address has it"),
        pytest.param("s3cr%c3%a9t%21%20a%2fb", id="all of it encoded, in lower case"),
    ],
)
def test_a_secret_is_hidden_however_an_address_spells_it(shown: str) -> None:
    hid = hidden(f"https://a.example/?key={shown}&n=1", {"s3crét! a/b": "KEY"})
    assert hid == "https://a.example/?key=${KEY}&n=1"
