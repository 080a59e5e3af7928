"""How much of an article is read."""

import pytest

from monitor.story.reading import READ_CHARS, read

SENTENCE = "The ferry Havbris ran aground in fog off Tolvik, and 212 people were saved.\n"


@pytest.mark.parametrize(
    ("title", "text"),
    [
        pytest.param("", SENTENCE * 20_000, id="a text of 1.5 MB"),
        pytest.param(SENTENCE * 20_000, SENTENCE, id="a title of 1.5 MB"),
        pytest.param("", "x" * 1_000_000, id="a word of 1 MB"),
        pytest.param("", "1 " * 500_000, id="half a million numbers"),
    ],
)
def test_no_article_is_read_without_end(title: str, text: str) -> None:
    found = read(text, "en", title)
    assert found.lines
    assert sum(len(line.sentence.text) for line in found.every) <= READ_CHARS + 1_000
    assert all(text[at.start : at.end] == at.text for at in (each.sentence for each in found.lines))
