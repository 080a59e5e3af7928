from datetime import UTC, datetime

import pytest

from monitor.poll import read
from monitor.types import Candidate, Elsewhere, Listed, Page, SourceKind

URL = "https://wire.example/sitemap.xml"
NAMESPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    ' xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)


def polled(body: str) -> Listed | Elsewhere:
    page = Page(requested_url=URL, url=URL, body=body.encode())
    return read(page, kind=SourceKind.SITEMAP, links=None)


def listed(inner: str) -> tuple[Candidate, ...]:
    found = polled(f"<urlset {NAMESPACES}>{inner}</urlset>")
    assert isinstance(found, Listed)
    assert found.kind is SourceKind.SITEMAP
    return found.candidates


def children(*urls: str) -> list[str]:
    """Give an index of `url` or `url lastmod` and return where it leads."""
    entries = ""
    for url, _, at in (entry.partition(" ") for entry in urls):
        entries += (
            f"<sitemap><loc>https://wire.example/{url}</loc><lastmod>{at}</lastmod></sitemap>"
        )
    found = polled(f"<sitemapindex {NAMESPACES}>{entries}</sitemapindex>")
    assert isinstance(found, Elsewhere)
    assert found.kind is SourceKind.SITEMAP
    return [url.removeprefix("https://wire.example/") for url in found.urls]


def test_news_sitemap() -> None:
    (found,) = listed(
        "<url><loc> https://wire.example/1 </loc><lastmod>2023-08-15</lastmod>"
        "<image:image><image:loc>https://wire.example/1.jpg</image:loc><image:title>Boat</image:title>"
        "</image:image><news:news><news:publication><news:name>Wire</news:name>"
        "<news:language>fr</news:language></news:publication>"
        "<news:publication_date>2023-08-14T10:00:00+02:00</news:publication_date>"
        "<news:title>L&apos;ONU quitte Ber</news:title></news:news></url>"
    )
    assert found == Candidate(
        url="https://wire.example/1",
        title="L'ONU quitte Ber",
        published_at=datetime(2023, 8, 14, 8, tzinfo=UTC),
        language="fr",
    )


def test_plain_sitemap_gives_the_last_change() -> None:
    (found,) = listed("<url><loc>/1</loc><lastmod>2023-08-15</lastmod></url>")
    assert found == Candidate(
        url="https://wire.example/1", published_at=datetime(2023, 8, 15, tzinfo=UTC)
    )


def test_of_a_long_sitemap_the_newest_stay_in_order() -> None:
    days = [f"{2000 + n // 300}-01-{n % 28 + 1:02}" for n in range(1_500)]
    found = listed(
        "".join(f"<url><loc>/{n}</loc><lastmod>{day}</lastmod></url>" for n, day in enumerate(days))
    )
    numbers = [int(one.url.rpartition("/")[2]) for one in found]
    assert len(found) == 1_000
    assert numbers == sorted(numbers)
    dropped = set(range(1_500)).difference(numbers)
    assert min(days[n] for n in numbers) >= max(days[n] for n in dropped)


def test_text_sitemap() -> None:
    found = polled("https://wire.example/1\nhttps://wire.example/1\n\nmailto:x\n/2\n")
    assert isinstance(found, Listed)
    assert [one.url for one in found.candidates] == [
        "https://wire.example/1",
        "https://wire.example/2",
    ]


@pytest.mark.parametrize(
    ("given", "want"),
    [
        pytest.param(
            ["a.xml 2023-08-01", "b.xml 2023-08-03", "c.xml 2023-08-02"],
            ["b.xml", "c.xml", "a.xml"],
            id="newest first",
        ),
        pytest.param(
            ["page-sitemap.xml 2023-08-09", "post-sitemap.xml 2023-08-01", "news.xml"],
            ["news.xml", "post-sitemap.xml", "page-sitemap.xml"],
            id="news, then articles, then the rest",
        ),
        pytest.param(
            ["2022-12.xml", "2023-08.xml", "2023-07.xml"],
            ["2023-08.xml", "2023-07.xml", "2022-12.xml"],
            id="dates in names",
        ),
        pytest.param(
            [f"{n}.xml" for n in range(9)], [f"{n}.xml" for n in range(5)], id="only five"
        ),
        pytest.param(["a.xml", "a.xml"], ["a.xml"], id="each once"),
    ],
)
def test_index(given: list[str], want: list[str]) -> None:
    assert children(*given) == want


def test_an_index_without_children_leads_nowhere() -> None:
    assert children() == []


@pytest.mark.parametrize(
    "inner",
    [
        pytest.param("<url></url>", id="no address"),
        pytest.param("<url><loc>javascript:x</loc></url>", id="no web page"),
        pytest.param("<!-- none -->", id="none"),
    ],
)
def test_nothing_is_an_empty_list(inner: str) -> None:
    assert listed(inner) == ()


def test_a_truncated_sitemap_is_read_as_far_as_it_goes() -> None:
    body = "<urlset><url><loc>https://wire.example/1</loc></url><url><loc>https://wire.exa"
    found = polled(body)
    assert isinstance(found, Listed)
    assert found.candidates[0].url == "https://wire.example/1"
