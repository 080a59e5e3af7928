import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.plain import plain


@pytest.mark.parametrize(
    ("fragment", "want"),
    [
        pytest.param("", "", id="empty stays empty"),
        pytest.param("  Two  words \t here ", "Two words here", id="white space collapses"),
        pytest.param("Salt &amp; pepper", "Salt & pepper", id="entities without tags"),
        pytest.param("Caf&eacute;&nbsp;noir", "Café noir", id="no-break space is a space"),
        pytest.param("&lt;p&gt; is a tag", "<p> is a tag", id="escaped markup is text"),
        pytest.param("<p>One <b>tw</b>o.</p><p>Three.</p>", "One two.\nThree.", id="paragraphs"),
        pytest.param("One.<br>Two.<br/><br/>Three.", "One.\nTwo.\nThree.", id="line breaks"),
        pytest.param("<ul><li>a<li>b</ul>after", "a\nb\nafter", id="list items"),
        pytest.param(
            "<p>wrapped\nby its\n\neditor</p>", "wrapped by its editor", id="source lines"
        ),
        pytest.param(
            "First.\nSecond\nline.\n\nThird", "First.\nSecond line.\nThird", id="bare text"
        ),
        pytest.param("<img src=x> One.\n\nTwo <b>bold</b>.", "One.\nTwo bold.", id="inline only"),
        pytest.param("a<script>x=1</script>b<style>p{}</style>", "ab", id="scripts and styles go"),
        pytest.param("<p>Read<form><input><button>Go</button></form>", "Read", id="forms go"),
        pytest.param(
            "<figure><img><figcaption>A boat</figcaption></figure>", "A boat", id="caption"
        ),
        pytest.param("<!-- hidden --><p>shown", "shown", id="comments go"),
        pytest.param("5 < 6 and 7 > 6", "5 < 6 and 7 > 6", id="signs are no tags"),
        pytest.param("bell\x07 and\x00 null", "bell and null", id="control characters go"),
        pytest.param("<b>&#7;a&#xD800;</b>", "a\N{REPLACEMENT CHARACTER}", id="so do escaped ones"),
        pytest.param("كيدال <b>مالي</b>", "كيدال مالي", id="any script"),
        pytest.param("<p>unclosed <a href='x", "unclosed", id="cut off in a tag"),
        pytest.param("<div>" * 5_000 + "deep", "deep", id="too many tags are stripped"),
    ],
)
def test_plain(fragment: str, want: str) -> None:
    assert plain(fragment) == want


@given(
    st.text(alphabet=st.characters(codec=None, exclude_categories=())) | st.text("<>&;/! \npbr-")
)
def test_a_line_is_never_blank_and_the_text_can_be_stored(fragment: str) -> None:
    text = plain(fragment)
    text.encode()
    assert "\0" not in text
    assert all(line == " ".join(line.split()) and line for line in text.split("\n") if text)


@pytest.mark.parametrize(
    "fragment",
    [
        pytest.param("<!--" * 200_000, id="open comments"),
        pytest.param("<div>" * 200_000, id="open tags"),
        pytest.param("&" * 1_000_000, id="ampersands"),
        pytest.param(" \n" * 500_000, id="blank lines"),
        pytest.param("<div>" * 3_999, id="as deep as is parsed"),
    ],
)
def test_hostile_fragments_cost_less_than_two_seconds(fragment: str) -> None:
    before = time.process_time()
    plain(fragment)
    assert time.process_time() - before < 2
