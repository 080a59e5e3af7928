"""Broken sets, entities, rules and channels, each refused at its line and key."""

from pathlib import Path

import pytest

from configs import SECRET, SOURCE, refused, refused_at

RULE = SOURCE + "rules:\n  - id: r\n    when: kidal\n"
HOOK = "version: 1\nchannels:\n  - id: c\n    webhook:\n"
MAIL = "version: 1\nchannels:\n  - id: c\n    email:\n      to: [a@b.example]\n"

BROKEN = [
    # sets and entities
    pytest.param(
        "version: 1\nsets:\n  mali: bamako\n", 3, "sets.mali", "a list of words", id="set as text"
    ),
    pytest.param(
        "version: 1\nsets:\n  mali: {anny: [a]}\n",
        3,
        "sets.mali.anny",
        "any, or",
        id="language key",
    ),
    pytest.param(
        "version: 1\nsets:\n  mali: {any: [a, 7]}\n",
        3,
        "sets.mali.any[1]",
        'in quotes, "7"',
        id="number as word",
    ),
    pytest.param(
        "version: 1\nentities:\n  ber: {short: [Ber], need: [x]}\n",
        3,
        "entities.ber.need",
        "did you mean needs?",
        id="entity key",
    ),
    pytest.param(
        "version: 1\nentities:\n  ber:\n    short: [Ber]\n    needs: [mali]\n",
        5,
        "entities.ber.needs[0]",
        "unknown set or entity",
        id="unknown evidence",
    ),
    pytest.param(
        "version: 1\nentities:\n  ber:\n    short: [Ber]\n    needs: ['tag:un']\n",
        5,
        "entities.ber.needs[0]",
        "unknown tag tag:un",
        id="unknown tag as evidence",
    ),
    pytest.param(
        "version: 1\nentities:\n  ber:\n    short: [Ber]\n    unless: ['source:x']\n",
        5,
        "entities.ber.unless[0]",
        "unknown source source:x",
        id="unknown source as evidence",
    ),
    pytest.param(
        "version: 1\nentities:\n  ber:\n    short: [Ber]\n    unless: [story]\n",
        5,
        "entities.ber.unless[0]",
        "a story speaks for a name, never against it: write story in needs",
        id="story against a name",
    ),
    pytest.param(
        "version: 1\nentities:\n  ber:\n    short: [Ber]\n    needs: [storie]\n",
        5,
        "entities.ber.needs[0]",
        "did you mean 'story'?",
        id="story misspelled",
    ),
    pytest.param(
        "version: 1\nsets:\n  story: [tale]\n",
        3,
        "sets.story",
        "'story' is no id: in needs it stands for the other articles of the story",
        id="set called story",
    ),
    pytest.param(
        "version: 1\nentities:\n  story:\n    kind: other\n    short: [Story]\n",
        3,
        "entities.story",
        "choose another id",
        id="entity called story",
    ),
    pytest.param(
        "version: 1\nentities:\n  ber:\n    short: [Ber]\n    threshold: 2\n",
        5,
        "entities.ber.threshold",
        "1",
        id="threshold",
    ),
    pytest.param(
        "version: 1\nentities:\n  ber:\n    short: [Ber]\n    within: 3 lines\n",
        5,
        "entities.ber.within",
        "3 lines",
        id="within",
    ),
    pytest.param(
        "version: 1\nentities:\n  ber: {short: [Ber], default: maybe}\n",
        3,
        "entities.ber.default",
        "reject or accept",
        id="default",
    ),
    pytest.param("version: 1\nentities:\n  ber: {}\n", 3, "entities.ber", "names", id="no names"),
    pytest.param(
        "version: 1\nsets:\n  ber: [a]\nentities:\n  ber: {names: [Ber]}\n",
        5,
        "entities.ber",
        "taken, first at {file}:3",
        id="set and entity of one id",
    ),
    pytest.param("version: 1\nsets:\n  a b: [c]\n", 3, "sets.a b", "no id", id="set id"),
    # rules
    pytest.param(RULE + "    severity: huge\n", 8, "rules[0].severity", "high", id="severity"),
    pytest.param(RULE + "    notify: always\n", 8, "rules[0].notify", "story", id="notify"),
    pytest.param(RULE + "    in: [titel]\n", 8, "rules[0].in[0]", "mean title?", id="part"),
    pytest.param(RULE + "    in: []\n", 8, "rules[0].in", "an empty list", id="no part"),
    pytest.param(RULE + "    send: []\n", 8, "rules[0].send", "at least one", id="sends to none"),
    pytest.param(RULE + "    send: [desk]\n", 8, "rules[0].send[0]", "there is none", id="channel"),
    pytest.param(RULE + "    sources: [b]\n", 8, "rules[0].sources[0]", "known: a", id="source"),
    pytest.param(
        RULE + "    sources: [a, tag:un]\n", 8, "rules[0].sources[1]", "unknown tag", id="rule tag"
    ),
    pytest.param(
        RULE + "    tests: [{text: x, expect: yes}]\n",
        8,
        "rules[0].tests[0].expect",
        'found "yes", expected true or false',
        id="yes is no boolean",
    ),
    pytest.param(
        RULE + "    tests: [{txt: x, expect: true}]\n",
        8,
        "rules[0].tests[0].txt",
        "did you mean text?",
        id="test key",
    ),
    pytest.param(
        "version: 1\nrules:\n  - id: r\n    when: 'kidal AND (ber'\n",
        4,
        "rules[0].when",
        "",
        id="expression",
    ),
    pytest.param(
        "version: 1\nrules:\n  - id: r\n    when: '@kidla'\nentities: {kidal: {names: [Kidal]}}\n",
        4,
        "rules[0].when",
        "kidal",
        id="unknown entity",
    ),
    pytest.param(
        RULE.replace("kidal", "kidal AND source:b"),
        7,
        "rules[0].when",
        "unknown source source:b; known: a",
        id="source in an expression",
    ),
    pytest.param(
        RULE.replace("kidal", "kidal AND source:tag:un"),
        7,
        "rules[0].when",
        "unknown tag source:tag:un",
        id="tag in an expression",
    ),
    pytest.param("version: 1\nrules:\n  - id: r\n", 3, "rules[0].when", "missing", id="no when"),
    pytest.param(
        RULE + "  - id: r\n    when: ber\n", 8, "rules[1].id", "first at {file}:6", id="rule twice"
    ),
    # channels
    pytest.param("version: 1\nchannels: [{id: c}]\n", 2, "channels[0]", "found none", id="no way"),
    pytest.param(
        "version: 1\nchannels: [{id: c, file: {path: x}, apprise: {url: 'ntfy://x'}}]\n",
        2,
        "channels[0]",
        "one of email:, webhook:, apprise: and file:, found apprise and file",
        id="two ways",
    ),
    *[
        pytest.param(
            f"version: 1\nchannels:\n  - id: c\n    apprise: {{url: {given}}}\n",
            4,
            f"channels[0].apprise.url{place}",
            said,
            id=name,
        )
        for name, given, place, said in (
            ("no service", "hunter2", "", "found a value that is not shown, expected an address"),
            ("service with a space", "'ntfy://hunter2 x'", "", "expected an address of Apprise"),
            ("one of two services", "['ntfy://x', hunter2]", "[1]", "expected an address of"),
            ("service twice", "['ntfy://hunter2', 'ntfy://hunter2']", "", "each entry once"),
            ("no services", "[]", "", "at least one entry"),
        )
    ],
    pytest.param(
        "version: 1\nchannels:\n  - id: c\n    file: {paht: x}\n",
        4,
        "channels[0].file.paht",
        "did you mean path?",
        id="file key",
    ),
    pytest.param(
        "version: 1\nchannels:\n  - id: c\n    file: {path: ''}\n",
        4,
        "channels[0].file.path",
        "one line of text",
        id="empty path",
    ),
    *[
        pytest.param(
            MAIL + f"      from: x@y\n      smtp: smtp://h\n    events: {given}\n",
            8,
            key,
            said,
            id=name,
        )
        for name, given, key, said in (
            ("no event", "[]", "channels[0].events", "at least one entry"),
            ("event", "[alert, sources]", "channels[0].events[1]", "did you mean source?"),
            ("event twice", "[source, source]", "channels[0].events", "each entry once"),
            ("events as text", "source", "channels[0].events", "brackets, [source]"),
        )
    ],
    pytest.param(
        RULE
        + "    send: [c]\n"
        + MAIL.removeprefix("version: 1\n")
        + "      from: x@y\n      smtp: smtp://h\n    events: [source, coverage]\n",
        8,
        "rules[0].send[0]",
        'found "c", a channel without alert in its events',
        id="alerts to who wants none",
    ),
    pytest.param(
        HOOK + f"      url: https://h.example/\n      secret: {SECRET[:-1]}!\n",
        6,
        "channels[0].webhook.secret",
        "whsec_ and then 24 to 64",
        id="secret not base64",
    ),
    pytest.param(
        HOOK + "      url: https://h.example/\n      secret: whsec_c2hvcnQ=\n",
        6,
        "channels[0].webhook.secret",
        "openssl rand",
        id="short secret",
    ),
    pytest.param(
        HOOK + f"      url: https://h.example/\n      secret: [{SECRET}, {SECRET}]\n",
        6,
        "channels[0].webhook.secret",
        "two different ones",
        id="the same secret twice",
    ),
    pytest.param(
        HOOK + "      url: https://h.example/\n      secret: []\n",
        6,
        "channels[0].webhook.secret",
        "a list of two: the new one, then the old one",
        id="no secret in the list",
    ),
    pytest.param(
        HOOK + f"      url: https://h.example/\n      secret: [{SECRET}, whsec_hunter2]\n",
        6,
        "channels[0].webhook.secret",
        "whsec_ and then 24 to 64",
        id="a bad old secret",
    ),
    pytest.param(
        HOOK + "      url: https://h.example/\n",
        5,
        "channels[0].webhook.secret",
        "missing",
        id="no secret",
    ),
    pytest.param(
        HOOK + f"      url: http://h.example/\n      secret: {SECRET}\n",
        5,
        "channels[0].webhook.url",
        "plain http://",
        id="plain http",
    ),
    pytest.param(
        HOOK
        + f"      url: http://10.1.1.1/\n      secret: {SECRET}\n"
        + "settings: {allow_networks: [127.0.0.0/8]}\n",
        5,
        "channels[0].webhook.url",
        "not in them",
        id="plain http outside",
    ),
    pytest.param(
        MAIL + "      from: x\n      smtp: smtp://h\n",
        6,
        "channels[0].email.from",
        'found "x", expected an e-mail address',
        id="sender",
    ),
    pytest.param(
        MAIL.replace("[a@b.example]", "a@b.example") + "      from: x@y\n      smtp: smtp://h\n",
        5,
        "channels[0].email.to",
        "brackets, [a@b.example]",
        id="to as text",
    ),
    pytest.param(
        MAIL.replace("[a@b.example]", '["a@b.example\\nBcc: c@d"]')
        + "      from: x@y\n      smtp: smtp://h\n",
        5,
        "channels[0].email.to[0]",
        "alone and in ASCII",
        id="mail header injection",
    ),
    *[
        pytest.param(
            MAIL + f"      from: x@y\n      smtp: '{url}'\n",
            7,
            "channels[0].email.smtp",
            "expected smtp://",
            id=name,
        )
        for name, url in (
            ("smtp scheme", "https://mail.example"),
            ("smtp without host", "smtps://user:hunter2@"),
            ("smtp port", "smtps://user:hunter2@h:99999"),
            ("smtp path", "smtps://h/inbox"),
            ("smtp user alone", "smtps://hunter2@h"),
            ("smtp control", "smtps://user:hunter2%0A@h"),
            ("smtp not UTF-8", "smtps://user:hunter2%FF@h"),
        )
    ],
    *[
        pytest.param(
            MAIL + f"      from: x@y\n      smtp: smtp://h\n      unsubscribe: '{given}'\n",
            8,
            "channels[0].email.unsubscribe",
            said,
            id=f"unsubscribe {name}",
        )
        for name, given, said in (
            ("over http", "http://a.example/stop", "; https, in ASCII"),
            ("as mailto", "mailto:a@b.example", "expected an e-mail address, or an address"),
            ("of another place", "https://a.example/{who}", "{recipient}, {list} and {id}"),
            ("twice one place", "https://a.example/{id}/{id}", "once each"),
            ("a host to fill", "https://{list}.example.org/", "once each"),
            ("out of the header", "https://a.example/>x", "expected an e-mail address"),
            ("with a password", "https://u:hunter2@a.example/", "expected an e-mail address"),
            ("too long", "https://a.example/" + "x" * 300, "at most 300 characters"),
            ("not ASCII", "https://a.example/é", "in ASCII"),
            ("nobody", "", "expected an e-mail address"),
        )
    ],
]


@pytest.mark.parametrize(("text", "line", "key", "said"), BROKEN)
def test_broken_rules_and_channels_are_refused_at_their_place(
    tmp_path: Path, text: str, line: int, key: str, said: str
) -> None:
    refused_at(tmp_path, text, line, key, said)


@pytest.mark.parametrize(
    ("when", "place"),
    [
        pytest.param("kidal AND m*", (7, 21), id="plain"),
        pytest.param("'kidal AND m*'", (7, 22), id="quoted"),
        pytest.param("|\n      kidal AND\n        m*\n", (9, 9), id="literal"),
        pytest.param(">-\n      kidal\n\n      AND m*", (7, None), id="folded"),
        pytest.param("kidal AND\n      m*", (8, 7), id="plain on two lines"),
        pytest.param('"kidal\n      AND m*"', (8, 11), id="quoted on two lines"),
        pytest.param("|\n      kidal\n      AND", (9, 10), id="something missing"),
        pytest.param('"kidal\\x20\n      AND m*"', (7, None), id="escaped"),
    ],
)
def test_broken_expression_is_refused_at_its_line_and_column(
    tmp_path: Path, when: str, place: tuple[int, int | None]
) -> None:
    (problem,) = refused(tmp_path, RULE.replace("when: kidal\n", f"when: {when}\n"))
    assert (problem.line, problem.column) == place
