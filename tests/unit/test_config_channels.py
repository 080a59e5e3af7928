"""Channels as they are written, and as alerts get them."""

import sys
from pathlib import Path

import pytest

from alerts.types import AppriseChannel, Channel, Event, FileChannel
from configs import loaded, refused_at


def channel(folder: Path, written: str, **environ: str) -> Channel:
    (found,) = loaded(folder, f"version: 1\nchannels:\n  - {written}\n", environ).channels.values()
    return found


@pytest.mark.parametrize(
    ("path", "want"),
    [
        pytest.param("alerts.jsonl", "alerts.jsonl", id="beside the configuration"),
        pytest.param("out/alerts.jsonl", "out/alerts.jsonl", id="in a folder"),
        pytest.param("/var/log/alerts.jsonl", "/var/log/alerts.jsonl", id="from the root"),
    ],
)
def test_a_path_is_relative_to_the_configuration(tmp_path: Path, path: str, want: str) -> None:
    found = channel(tmp_path, f"{{id: log, file: {{path: {path}}}, events: [alert, source]}}")
    assert isinstance(found, FileChannel)
    assert found.path == tmp_path / want
    assert found.events == {Event.ALERT, Event.SOURCE}
    assert found.recipients == ("",)


def test_a_hyphen_is_standard_output(tmp_path: Path) -> None:
    found = channel(tmp_path, '{id: tape, file: {path: "-"}}')
    assert isinstance(found, FileChannel)
    assert found.path is None


def test_services_have_names_without_their_tokens(tmp_path: Path) -> None:
    urls = "[NTFY://a, 'slack://one', 'ntfy://b', '${OPS}', 'slack://two', 'ntfy://c']"
    given = f"{{id: ops, apprise: {{url: {urls}}}}}"
    found = channel(tmp_path, given, OPS="tgram://t0ken/chat")
    assert isinstance(found, AppriseChannel)
    assert found.recipients == ("ntfy", "slack", "ntfy-2", "tgram", "slack-2", "ntfy-3")
    assert found.targets[3].url == "tgram://t0ken/chat"
    assert "t0ken" not in repr(found)


def test_one_service_needs_no_list(tmp_path: Path) -> None:
    found = channel(tmp_path, "{id: ops, apprise: {url: 'ntfy://desk'}}")
    assert isinstance(found, AppriseChannel)
    assert [target.url for target in found.targets] == ["ntfy://desk"]


def test_without_the_extra_a_channel_that_needs_it_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)  # as if it were not installed
    text = "version: 1\nchannels:\n  - id: ops\n    apprise: {url: 'ntfy://desk'}\n"
    said = "install it with: pip install 'wireroom[apprise]'"
    refused_at(tmp_path, text, 4, "channels[0].apprise", said)
    loaded(tmp_path, "version: 1\nchannels: [{id: log, file: {path: x}}]\n")
