"""Broken files, settings and sources, each refused at its line and key."""

from pathlib import Path

import pytest

from configs import SOURCE, refused_at

BROKEN = [
    # text, line, key, what the message says
    pytest.param("", 1, "", "an empty file", id="empty file"),
    pytest.param("# nothing\n", 1, "", "an empty file", id="only a comment"),
    pytest.param("- a\n", 1, "", "a list or a text at the top", id="list at the top"),
    pytest.param("hello\n", 1, "", "a list or a text at the top", id="text at the top"),
    pytest.param("version: 1\n\tsources: []\n", 2, "", "indent with spaces", id="tab"),
    pytest.param("version: 1\na: [1, 2\nb: 3\n", 2, "", "not closed by ]", id="open bracket"),
    pytest.param("version: 1\na: {b: 1\nc: 3\n", 2, "", "not closed by }", id="open brace"),
    pytest.param("version: 1\na: 'x\nb: 1\n", 2, "", "never closed", id="open quote"),
    pytest.param("version: 1\na: @x\n", 2, "", "starts with @ needs quotes", id="bare @entity"),
    pytest.param("version: 1\na: *x\n", 2, "", "starts with * needs quotes", id="bare star"),
    pytest.param("version: 1\na: b: c\n", 2, "", "second colon", id="two colons"),
    pytest.param('version: 1\na: "x" AND y\n', 2, "", "single quotes", id="text after a quote"),
    pytest.param("version: 1\na:\n  - b\n c: d\n", 4, "", "indentation", id="indentation"),
    pytest.param("version: 1\n---\nversion: 1\n", 2, "", "second document", id="two documents"),
    pytest.param("version: 1\nx: \x07\n", 2, "", "U+0007", id="control character"),
    pytest.param("version: !!int 1\n", 1, "", "tags", id="tag"),
    pytest.param("a: !!python/object:os.system x\n", 1, "", "tags", id="python tag"),
    pytest.param("version: 1\nx: &a [*a]\n", 2, "", "alias", id="alias of itself"),
    pytest.param("[" * 60, 1, "", "deeper than", id="deep nesting"),
    pytest.param("sources: []\n", 1, "version", "version: 1", id="no version"),
    pytest.param("version: 2\n", 1, "version", "found the number 2, expected 1", id="version 2"),
    pytest.param('version: "1"\n', 1, "version", 'found "1", expected 1', id="version as text"),
    pytest.param("version: true\n", 1, "version", "the boolean true", id="version as boolean"),
    pytest.param("version: 1\nsource: []\n", 2, "source", "did you mean sources?", id="top key"),
    pytest.param(
        "version: 1\nversion: 1\n", 2, "version", "twice, first in line 1", id="key twice"
    ),
    pytest.param("version: 1\n2: x\n", 2, "", 'in quotes, "2"', id="number as key"),
    pytest.param("version: 1\n[a]: x\n", 2, "", "a key must be a text", id="list as key"),
    pytest.param("version: 1\nsets:\n  <<: {a: [b]}\n", 3, "sets", "merge keys", id="merge key"),
    pytest.param("version: 1\nsources: {a: b}\n", 2, "sources", "expected a list", id="no list"),
    pytest.param("version: 1\nsets: [a]\n", 2, "sets", "expected a mapping", id="no mapping"),
    pytest.param("version: 1\nsources: [a]\n", 2, "sources[0]", 'found "a"', id="source as text"),
    pytest.param("version: 1\nsources: [~]\n", 2, "sources[0]", "found nothing", id="no source"),
    # settings
    pytest.param(
        "version: 1\nsettings:\n  evry: 5m\n", 3, "settings.evry", "mean every?", id="settings key"
    ),
    pytest.param(
        "version: 1\nsettings:\n  database: postgresql://u:hunter2@h/d\n",
        3,
        "settings.database",
        "stores in SQLite only",
        id="postgresql",
    ),
    pytest.param(
        "version: 1\nsettings:\n  database: wire.db\n",
        3,
        "settings.database",
        'found "wire.db", expected sqlite:///PATH',
        id="database without scheme",
    ),
    pytest.param(
        "version: 1\nsettings: {every: 4s}\n", 2, "settings.every", "at least 5s", id="every 4 s"
    ),
    pytest.param(
        "version: 1\nsettings: {every: soon}\n",
        2,
        "settings.every",
        'found "soon", expected a duration',
        id="no duration",
    ),
    pytest.param(
        "version: 1\nsettings: {every: true}\n", 2, "settings.every", "a duration", id="true"
    ),
    pytest.param(
        "version: 1\nsettings: {gap: -1}\n", 2, "settings.gap", "the number -1", id="minus"
    ),
    pytest.param(
        "version: 1\nsettings: {timeout: .nan}\n", 2, "settings.timeout", '".nan"', id="nan"
    ),
    pytest.param(
        "version: 1\nsettings: {timeout: 0}\n", 2, "settings.timeout", "from 0.1", id="timeout 0"
    ),
    pytest.param(
        "version: 1\nsettings: {every: 1:30}\n", 2, "settings.every", '"1:30"', id="sexagesimal"
    ),
    pytest.param(
        "version: 1\nsettings:\n  every:\n", 3, "settings.every", "found nothing", id="no value"
    ),
    pytest.param(
        "version: 1\nsettings: {max_bytes: ten}\n",
        2,
        "settings.max_bytes",
        "expected a size",
        id="no size",
    ),
    pytest.param(
        "version: 1\nsettings: {timezone: Africa/Bamaco}\n",
        2,
        "settings.timezone",
        "did you mean Africa/Bamako?",
        id="time zone",
    ),
    pytest.param(
        "version: 1\nsettings: {timezone: ../../etc/passwd}\n",
        2,
        "settings.timezone",
        "a time zone such as",
        id="time zone outside",
    ),
    pytest.param(
        "version: 1\nsettings:\n  languages:\n    - en\n    - english\n",
        5,
        "settings.languages[1]",
        'found "english", expected the short code',
        id="language",
    ),
    pytest.param(
        "version: 1\nsettings: {languages: [en, en]}\n",
        2,
        "settings.languages",
        "each entry once",
        id="language twice",
    ),
    pytest.param(
        "version: 1\nsettings: {languages: en}\n",
        2,
        "settings.languages",
        "write it in brackets, [en]",
        id="text for list",
    ),
    pytest.param(
        'version: 1\nsettings: {user_agent: "a\\r\\nHost: b"}\n',
        2,
        "settings.user_agent",
        "one line",
        id="header injection",
    ),
    pytest.param(
        "version: 1\nsettings: {allow_networks: [10.0.0.1/8]}\n",
        2,
        "settings.allow_networks[0]",
        "it is 10.0.0.0/8",
        id="host bits",
    ),
    pytest.param(
        "version: 1\nsettings: {allow_networks: [lan]}\n",
        2,
        "settings.allow_networks[0]",
        "a network such as",
        id="network",
    ),
    pytest.param(
        "version: 1\nsettings: {listen: 8080}\n", 2, "settings.listen", "HOST:PORT", id="listen"
    ),
    # sources
    pytest.param(SOURCE + "    evrey: 1h\n", 5, "sources[0].evrey", "mean every?", id="source key"),
    pytest.param(SOURCE + "    kind: rss\n", 5, "sources[0].kind", "feed, sitemap or", id="kind"),
    pytest.param(SOURCE + "    kind: Feed\n", 5, "sources[0].kind", "mean feed?", id="kind case"),
    pytest.param(
        SOURCE + "    article: full\n", 5, "sources[0].article", "page or feed", id="from"
    ),
    pytest.param(SOURCE + "    every: 1s\n", 5, "sources[0].every", "at least 5s", id="every 1 s"),
    pytest.param(SOURCE + "    tags: un\n", 5, "sources[0].tags", "brackets, [un]", id="tags"),
    pytest.param(SOURCE + "    tags: [a b]\n", 5, "sources[0].tags[0]", "an id", id="tag"),
    pytest.param(SOURCE + "    name: 24\n", 5, "sources[0].name", 'quotes, "24"', id="name"),
    pytest.param(
        SOURCE + '    links: "a[["\n', 5, "sources[0].links", "a CSS selector such", id="selector"
    ),
    pytest.param(
        SOURCE + "    kind: feed\n    links: h3 a\n", 6, "sources[0].links", "listing", id="links"
    ),
    pytest.param(
        SOURCE + "  - id: a\n    url: https://b.example/\n",
        5,
        "sources[1].id",
        "taken, first at {file}:3",
        id="source twice",
    ),
    pytest.param(
        "version: 1\nsources:\n  - id: a b\n    url: https://b.example/\n",
        3,
        "sources[0].id",
        'found "a b", expected an id',
        id="id with space",
    ),
    pytest.param(
        "version: 1\nsources:\n  - id: 0123\n    url: htp://b.example/\n",
        4,
        "sources[0].url",
        "starting with https://",
        id="scheme, and an id with a zero in front is a text",
    ),
    pytest.param(
        "version: 1\nsources:\n  - id: 1234\n    url: https://b.example/\n",
        3,
        "sources[0].id",
        'found the number 1234, expected a text: write it in quotes, "1234"',
        id="number as id",
    ),
    pytest.param(
        "version: 1\nsources:\n  - url: https://b.example/\n",
        3,
        "sources[0].id",
        "this key is missing",
        id="no id",
    ),
    pytest.param("version: 1\nsources:\n  - id: a\n", 3, "sources[0].url", "missing", id="no url"),
    *[
        pytest.param(
            f"version: 1\nsources:\n  - id: a\n    url: {url}\n", 4, "sources[0].url", said, id=name
        )
        for name, url, said in (
            ("no scheme", "example.org/feed", "starting with https://"),
            ("no host", "https:///feed", "name of a host"),
            ("space", "https://a.example/a b", "without spaces"),
            ("port", "https://a.example:99999/", "port up to 65535"),
            ("bad ipv6", '"https://[::1/"', "with a host"),
            ("password", "https://u:p@a.example/", "without user:password@"),
            ("double dot", "https://a..example/", "name of a host"),
            ("file", "file:///etc/passwd", "starting with https://"),
        )
    ],
]


@pytest.mark.parametrize(("text", "line", "key", "said"), BROKEN)
def test_broken_files_settings_and_sources_are_refused_at_their_place(
    tmp_path: Path, text: str, line: int, key: str, said: str
) -> None:
    refused_at(tmp_path, text, line, key, said)
