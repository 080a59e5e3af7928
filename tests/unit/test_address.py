"""Addresses of webhooks as listings show them: their owner knows them, and no token is in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.render import secret_parts, shown_address

SLACK = "https://hooks.slack.example/services/T024BE7LH/B0254C3F5/XyZ12abcDEF"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        pytest.param("https://a.example/hook", "https://a.example/hook", id="a plain word"),
        pytest.param("https://a.example", "https://a.example", id="no path"),
        pytest.param("https://a.example:8443/", "https://a.example:8443/", id="a port"),
        pytest.param("http://[::1]:90/in", "http://[::1]:90/in", id="an IPv6 address"),
        pytest.param(
            "https://a.example/api/v2/web-hooks/", "https://a.example/api/v2/web-hooks/", id="words"
        ),
        pytest.param(SLACK, "https://hooks.slack.example/services/***/***/***", id="Slack"),
        pytest.param("https://a.example/in?key=1", "https://a.example/in?***", id="a query"),
        pytest.param("https://u:p@a.example/in", "https://a.example/in", id="user and password"),
        pytest.param("https://a.example/" + "q" * 22, "https://a.example/***", id="a long word"),
        pytest.param("https://a.example/hook#x", "https://a.example/hook", id="a fragment"),
        pytest.param("https://[a/in", "***", id="no address"),
        pytest.param("https://a.example/a\x1b[31m", "https://a.example/***", id="a control"),
    ],
)
def test_plain_words_are_shown_and_nothing_else(url: str, shown: str) -> None:
    assert shown_address(url) == shown


TOKEN = st.from_regex(r"(?=.*[0-9])[A-Za-z0-9_-]{8,40}", fullmatch=True)


@given(TOKEN, TOKEN, TOKEN)
def test_a_token_never_shows(path: str, query: str, password: str) -> None:
    url = f"https://u:{password}@a.example/hook/{path}/x?key={query}"
    shown = shown_address(url)
    assert shown == "https://a.example/hook/***/x?***"
    assert {path, query, password} <= set(secret_parts(url))
