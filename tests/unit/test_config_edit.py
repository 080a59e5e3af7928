"""New sources in a configuration that people wrote: the new lines, and not a byte else."""

import json
import textwrap

import pytest
import yaml
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from monitor.config import tree
from monitor.config.edit import NewSource, literal, tag_of, unique_id, with_sources
from monitor.config.tree import TreeError
from monitor.types import ArticleFrom, SourceKind

NEW = NewSource(id="new", url="https://n.example/feed")
BLOCK = "  - id: new\n    url: https://n.example/feed\n"
FLOW = "{id: new, url: https://n.example/feed}"
INDENTED = "    - id: new\n      url: https://n.example/feed\n"


def dedented(text: str) -> str:
    return textwrap.dedent(text).lstrip("\n")


# «» marks what is new: taken away, it leaves the given text.
@pytest.mark.parametrize(
    "marked",
    [
        pytest.param(f"version: 1\n«\nsources:\n{BLOCK}»", id="no section"),
        pytest.param(f"version: 1\n\n«sources:\n{BLOCK}»", id="no section, blank line at the end"),
        pytest.param(f"version: 1«\n\nsources:\n{BLOCK}»", id="no section, no last newline"),
        pytest.param(f"version: 1\n# end«\n\nsources:\n{BLOCK}»", id="comment without newline"),
        pytest.param(f"version: 1\n«\nsources:\n{BLOCK}»...\n# c\n", id="document end"),
        pytest.param(f"---\nversion: 1\n«\nsources:\n{BLOCK}»", id="document start"),
        pytest.param(f"rules:\n  - |+\n    a\n\n«sources:\n{BLOCK}»", id="kept blank lines"),
        pytest.param(f"rules:\n  - |\n    a\n«sources:\n{BLOCK}»", id="after a block text"),
        pytest.param(f"sources:\n«{BLOCK}»", id="nothing"),
        pytest.param(f"sources:«\n{BLOCK}»", id="nothing, no newline"),
        pytest.param(f"sources:   # why\n«{BLOCK}»rules: []\n", id="nothing but a comment"),
        pytest.param(
            f"sources:\n  # - id: old\n  #   url: x\n«{BLOCK}»\n# next\nsets: {{}}\n",
            id="commented entries stay above",
        ),
        pytest.param(f"sources:\n  - id: a\n«{BLOCK}»", id="block list"),
        pytest.param(f"sources:\n  - id: a«\n{BLOCK}»", id="no last newline"),
        pytest.param(f"sources:\n  - id: a\n«{BLOCK}»\nrules: []\n", id="another section follows"),
        pytest.param(f"sources:\n  - id: a # why\n«{BLOCK}»# next\nsets: {{}}\n", id="comment"),
        pytest.param(
            f"sources:\n  - id: a\n    # every: 1m\n\n    # tags: [x]\n«{BLOCK}»  # - id: b\n",
            id="comments inside the last entry stay with it",
        ),
        pytest.param(
            "sources:\n- id: a\n«- id: new\n  url: https://n.example/feed\n»rules: []\n",
            id="no indent",
        ),
        pytest.param(
            "sources:\n    -   id: a\n«    -   id: new\n        url: https://n.example/feed\n»",
            id="wide indent",
        ),
        pytest.param(f"sources:\n  -\n    id: a\n«{BLOCK}»", id="dash on a line of its own"),
        pytest.param(f"sources:\n  - id: a\n    tags:\n      - b\n«{BLOCK}»", id="list inside"),
        pytest.param(f"sources:\n  - id: a\n    tags: [b,\n      c]\n«{BLOCK}»", id="flow inside"),
        pytest.param(
            f"sources:\n  - id: a\n    name: >-\n      b\n      c\n«{BLOCK}»\n\nrules: []\n",
            id="folded text at the end",
        ),
        pytest.param(
            f"sources:\n  - id: a\n    name: b\n      c\n«{BLOCK}»", id="plain text of two lines"
        ),
        pytest.param(
            f"sources:\n  - id: a\n\n  # b\n  - id: b\n«\n{BLOCK}»", id="blank lines between"
        ),
        pytest.param(f"sources:\n  - {{id: a}}\n«  - {FLOW}\n»", id="flow entries in a block list"),
        pytest.param(
            "sources:\r\n  - id: a\r\n«  - id: new\r\n    url: https://n.example/feed\r\n»rules:\r\n",
            id="CRLF",
        ),
        pytest.param(
            "sources:\r\n  - id: a\r\n\r\n  - id: b«\r\n\r\n  - id: new\r\n"
            "    url: https://n.example/feed\r\n»",
            id="CRLF, blank lines, no last newline",
        ),
        pytest.param(f"\ufeffsources:\n  - id: a\n«{BLOCK}»", id="byte order mark"),
        pytest.param(f"x: 😀\nsources:\n  - id: 😀\n«{BLOCK}»y: 😀\n", id="beyond the BMP"),
        pytest.param(f"sources: &all\n  # - c\n  - id: a\n«{BLOCK}»", id="anchor nobody uses"),
        pytest.param(f"a: &a {{id: a}}\nsources:\n  - *a\n«{BLOCK}»", id="alias as an entry"),
        pytest.param(f"a: &a 1\nb: &a 2\nsources:\n  - id: a\n«{BLOCK}»", id="anchor twice"),
        pytest.param(f"sources: [{{id: a}}«, {FLOW}»]\n", id="flow list"),
        pytest.param(f"sources: [{{id: a}}«, {FLOW}», ] # c\n", id="flow list, last comma"),
        pytest.param(f"sources: [ # why\n«{FLOW}»]\n", id="flow list with a comment only"),
        pytest.param(f"sources:\n  [«{FLOW}»]\n", id="empty flow list on its own line"),
        pytest.param(
            f"sources: [\n  {{id: a}},  # a, b\n«  {FLOW},\n»]\n", id="flow list on lines"
        ),
        pytest.param(
            f"sources: [\n  {{id: a}}«,»  # a, b\n«  {FLOW}\n»  # end\n]\n",
            id="flow list on lines, no last comma",
        ),
        pytest.param(f"sources: [\n  {{id: a}}«, {FLOW}»\n  ,\n]\n", id="comma on the next line"),
        pytest.param(f"{{version: 1«, sources: [{FLOW}]»}}\n", id="all in braces"),
        pytest.param(f"{{sources: «[{FLOW}]», version: 1}}\n", id="nothing in braces"),
        pytest.param(
            '{"version": 1, "sources": [«{"id": "new", "url": "https://n.example/feed"}»]}',
            id="JSON",
        ),
        pytest.param(
            '{"sources": [\n  {\n    "id": "a"\n  }«,»\n'
            '«  {"id": "new", "url": "https://n.example/feed"}\n»]}',
            id="JSON on lines",
        ),
        pytest.param(f"  version: 1\n«\n  sources:\n{INDENTED}»", id="all indented"),
    ],
)  # fmt: skip
def test_a_source_goes_below_the_last_one(marked: str) -> None:
    before = "".join(part.split("»")[-1] for part in marked.split("«"))
    want = marked.replace("«", "").replace("»", "")
    assert with_sources(before, [NEW]) == want


@pytest.mark.parametrize("empty", ["[]", "~", "null", "[ ]"])
def test_what_stands_for_nothing_makes_place(empty: str) -> None:
    given = f"version: 1\nsources: {empty}  # none yet\nrules: []\n"
    want = f"version: 1\nsources:  # none yet\n{BLOCK}rules: []\n"
    assert with_sources(given, [NEW]) == want


def test_every_key_is_written_in_the_order_of_the_documentation() -> None:
    entry = NewSource(
        id="a-1",
        name="Maliweb : sécurité",
        url="https://a.example/x?a=b&c=d",
        kind=SourceKind.LISTING,
        links="h3 > a",
        every="15m",
        article=ArticleFrom.FEED,
        tags=("mali", "2023", "yes"),
    )
    want = """
        sources:
          - id: a-1
            name: "Maliweb : sécurité"
            url: https://a.example/x?a=b&c=d
            kind: listing
            links: "h3 > a"
            every: 15m
            article: feed
            tags: [mali, "2023", "yes"]
    """
    assert with_sources("sources:\n", [entry]) == dedented(want)


def test_several_sources_keep_their_order() -> None:
    entries = [NewSource(id=each, url=f"https://{each}.example/") for each in "cab"]
    text = with_sources("sources: []\n", entries)
    assert [each["id"] for each in yaml.safe_load(text)["sources"]] == ["c", "a", "b"]
    assert with_sources(text, []) == text


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        pytest.param("a: &a []\nsources: *a\n", 2, "an alias", id="the section is an alias"),
        pytest.param("sources: {a: b}\n", 1, "no list", id="the section is a mapping"),
        pytest.param("version: 1\nsources: maliweb\n", 2, "no list", id="the section is a text"),
        pytest.param('sources: ""\n', 1, "no list", id="the section is an empty text"),
        pytest.param("sources: &a\n  - x\nb: *a\n", 1, "changing the rest", id="used elsewhere"),
        pytest.param("rules:\n  - |\n    a", 1, "changing the rest", id="open block text"),
        pytest.param("- a\n", 1, "expected keys", id="a list"),
        pytest.param("", 1, "expected keys", id="nothing"),
        pytest.param("version: 1\nsources: [\n", 2, "not YAML", id="no YAML"),
        pytest.param("a: 1\n---\na: 2\n", 2, "second document", id="two documents"),
    ],
)
def test_what_cannot_be_edited_is_refused_with_its_line(text: str, line: int, said: str) -> None:
    with pytest.raises(TreeError, match=said) as caught:
        with_sources(text, [NEW])
    assert caught.value.line == line


TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20),
    st.sampled_from(["yes", "NO", "null", "1e3", "0x1F", "2023-08-13", "1:30", "15m", "a: b", "-"]),
    st.text(alphabet="ab :#?,[]{}&*!|>'\"%@`$=-\n", min_size=1, max_size=8),
)
ENTRIES = st.lists(
    st.builds(
        NewSource,
        id=TEXTS,
        url=TEXTS,
        name=st.none() | TEXTS,
        kind=st.none() | st.sampled_from(SourceKind),
        links=st.none() | TEXTS,
        tags=st.lists(TEXTS, max_size=3).map(tuple),
    ),
    min_size=1,
    max_size=3,
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=6,
)
SECTIONS = st.fixed_dictionaries(
    {"version": st.just(1)},
    optional={
        "sources": st.none() | st.lists(st.dictionaries(st.sampled_from("ab"), VALUES), max_size=3),
        "rules": VALUES,
        "sets": VALUES,
    },
)
LINE = st.sampled_from(["", "# c", "  # d", "      # e"])


@settings(max_examples=150, deadline=None)
@given(
    data=SECTIONS,
    entries=ENTRIES,
    flow=st.sampled_from([None, True, False]),
    indent=st.sampled_from([2, 4]),
    eol=st.sampled_from(["\n", "\r\n"]),
    above=LINE,
    below=LINE,
)
@example(
    data={"version": 1, "sources": [{"a": "x\n\n"}]},
    entries=[NEW],
    flow=False,
    indent=2,
    eol="\n",
    above="",
    below="      # e",
)
def test_an_edited_text_says_what_it_said_and_the_new_sources(
    data: dict[str, object],
    entries: list[NewSource],
    flow: bool | None,
    indent: int,
    eol: str,
    above: str,
    below: str,
) -> None:
    written = yaml.safe_dump(
        data, default_flow_style=flow, indent=indent, allow_unicode=True, sort_keys=False
    )
    text = f"{above}\n{written}{below}\n".replace("\n", eol)
    before = plain(text)
    assume(before is not None)
    assert isinstance(before, dict)
    after = plain(with_sources(text, entries))
    assert after == before | {
        "sources": [
            *(before.get("sources") or []),
            *({k: list(v) if isinstance(v, tuple) else v for k, v in e.pairs()} for e in entries),
        ]
    }


def plain(text: str) -> object:
    """Read a configuration as its loader does: by the tree, and so by YAML 1.2."""
    return value_of(tree.parse(text))


def value_of(node: tree.Node | None) -> object:
    if isinstance(node, tree.Mapping):
        return {json.dumps(value_of(k)).strip('"'): value_of(v) for k, v in node.entries}
    if isinstance(node, tree.Sequence):
        return [value_of(item) for item in node.items]
    return node.value() if isinstance(node, tree.Scalar) else None


@given(text=TEXTS)
def test_what_is_written_reads_alike_in_yaml_1_1(text: str) -> None:
    for given_text in ("sources:\n", "sources: [{id: a}]\n"):
        written = with_sources(given_text, [NewSource(id="b", url=text, tags=(text,))])
        assert yaml.safe_load(written)["sources"][-1] == {"id": "b", "url": text, "tags": [text]}


@pytest.mark.parametrize(
    ("url", "want"),
    [
        pytest.param("https://www.maliweb.net/category/securite", "maliweb-net-category-securite",
                     id="host and path"),
        pytest.param("https://www.rfi.fr/fr/afrique/rss", "rfi-fr-afrique", id="a word twice"),
        pytest.param("https://feeds.bbci.co.uk/arabic/rss.xml", "bbci-co-uk-arabic", id="feed"),
        pytest.param("https://a.example/feed.xml?x=1#y", "a-example", id="no query"),
        pytest.param("https://A.Example/S%C3%A9curit%C3%A9", "a-example-securite", id="accents"),
        pytest.param("https://a.example/مالي", "a-example", id="another script"),
        pytest.param("https://مالي/", "source", id="nothing left"),
        pytest.param("http://127.0.0.1:8080/feed", "127-0-0-1", id="an IP address"),
        pytest.param("https://taken.example/", "taken-example-3", id="taken twice"),
        pytest.param("https://[::1/", "https-1", id="no address"),
        pytest.param("https://a.example/" + "word-" * 30, "a-example-word", id="long"),
        pytest.param("https://" + "a" * 63 + ".example/", "a" * 60, id="one long word"),
    ],
)  # fmt: skip
def test_an_id_is_made_of_host_and_path(url: str, want: str) -> None:
    assert unique_id(url, {"taken-example", "taken-example-2"}) == want


def test_a_long_id_ends_with_a_whole_word() -> None:
    path = "-".join(f"word{number}" for number in range(30))
    found = unique_id(f"https://a.example/{path}", ())
    assert len(found) <= 60
    assert found.endswith("-word7")


@given(url=st.text(max_size=30), taken=st.sets(st.text(max_size=3)))
def test_an_id_is_always_one_and_free(url: str, taken: set[str]) -> None:
    found = unique_id(f"https://{url}", taken)
    assert tag_of(found) == found
    assert found not in taken


@pytest.mark.parametrize(
    ("text", "want"),
    [
        pytest.param("UN", "UN", id="as it is"),
        pytest.param("a.b_c-d", "a.b_c-d", id="signs"),
        pytest.param("Afrique de l'Ouest", "afrique-de-l-ouest", id="spaces"),
        pytest.param("Sécurité", "securite", id="accents"),
        pytest.param("أخبار", None, id="another script"),
        pytest.param("-x-", "x", id="hyphens"),
        pytest.param("é" * 200, "e" * 100, id="long"),
    ],
)
def test_tags(text: str, want: str | None) -> None:
    assert tag_of(text) == want


def test_what_is_literal_is_no_reference() -> None:
    assert literal("https://a.example/?k=${TOKEN}$${X}") == "https://a.example/?k=$${TOKEN}$$${X}"
