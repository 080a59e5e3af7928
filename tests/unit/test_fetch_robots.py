"""What of a robots.txt is for us, without asking anybody for it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from protego import Protego

from monitor.fetch.robots import product_token, relevant


@pytest.mark.parametrize(
    ("text", "want"),
    [
        pytest.param("", "", id="empty"),
        pytest.param("User-agent: *\nDisallow:\nSitemap: /s.xml", "", id="nothing forbidden"),
        pytest.param("User-agent: *\nDisallow: # all\nAllow: /", "", id="only allowed"),
        pytest.param("User-agent: other\nDisallow: /", "", id="others only"),
        pytest.param(
            "User-agent: *\nDisallow: /a\nAllow: /a/b\n\nUser-agent: other\nDisallow: /",
            "User-agent: *\nDisallow: /a\nAllow: /a/b",
            id="for all",
        ),
        pytest.param(
            "User-agent: *\nDisallow: /a\nUser-agent: wireroom\nCrawl-delay: 5",
            "User-agent: *\nCrawl-delay: 5",
            id="for us",
        ),
        pytest.param(
            "User-agent: wireroom\nDisallow: /a\nUser-agent: x\nDisallow: /\n"
            "User-agent: Wireroom/2\nDissallow /b",
            "User-agent: *\nDisallow: /a\nDissallow /b",
            id="two groups, one misspelt",
        ),
    ],
)
def test_rules_for_others_are_not_kept(text: str, want: str) -> None:
    assert relevant(text, "wireroom") == want


def test_many_agents_and_rules_take_no_time() -> None:
    text = "User-agent: *\n" * 15_000 + "Disallow: /a\n" * 15_000
    assert relevant(text, "wireroom").count("Disallow") == 15_000


@pytest.mark.parametrize(
    ("user_agent", "want"),
    [
        ("wireroom (+https://example.org)", "wireroom"),
        ("Wireroom/1.0 (x)", "wireroom"),
        ("news-bot", "news-bot"),
        ("", "*"),
    ],
)
def test_product_token(user_agent: str, want: str) -> None:
    assert product_token(user_agent) == want


_LINES = st.sampled_from(
    [
        *("User-agent: *", "User-agent: wireroom", "user-agent: Wireroom # us", "User-agent: x"),
        *("Disallow: /", "Disallow: /a", "Disallow:", "Dissallow: /a/*.html$", "Allow: /a/b"),
        *("Allow:", "Crawl-delay: 3", "Sitemap: https://a.example/s.xml", "", "# nothing"),
    ]
)


@given(st.lists(_LINES, max_size=14).map("\n".join))
def test_the_rules_for_us_say_what_the_whole_file_says(text: str) -> None:
    whole, ours = Protego.parse(text), Protego.parse(relevant(text, "wireroom"))
    for path in ("/", "/a", "/a/b", "/a/x.html", "/c"):
        url = f"https://a.example{path}"
        assert ours.can_fetch(url, "wireroom") == whole.can_fetch(url, "wireroom")
    assert ours.crawl_delay("wireroom") == whole.crawl_delay("wireroom")
