"""What addresses mean: canonical, identity, resolve and host."""

import contextlib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.urls import canonical, host, identity, resolve

A = "http://a.example"


@pytest.mark.parametrize(
    ("given", "want"),
    [
        # scheme, host, port
        pytest.param("HTTP://A.example/x?utm_source=m", f"{A}/x", id="tracking goes"),
        pytest.param("https://a.example/x", "https://a.example/x", id="scheme stays"),
        pytest.param(f"{A}:80/x", f"{A}/x", id="default port of http goes"),
        pytest.param("https://a.example:443/x", "https://a.example/x", id="default port of https"),
        pytest.param("https://a.example:80/x", "https://a.example:80/x", id="foreign port stays"),
        pytest.param(f"{A}:8080/x", f"{A}:8080/x", id="port stays"),
        pytest.param(A, f"{A}/", id="empty path is the root"),
        pytest.param("http://www.a.example/x", "http://www.a.example/x", id="www stays"),
        pytest.param("http://m.a.example/x", "http://m.a.example/x", id="mobile host stays"),
        pytest.param("http://a.example./x", f"{A}/x", id="trailing dot of the host goes"),
        pytest.param("http://a.example.:80/x", f"{A}/x", id="trailing dot before a port goes"),
        pytest.param("http://Bücher.example/x", "http://xn--bcher-kva.example/x", id="idn"),
        pytest.param(
            "http://xn--bcher-kva.example/", "http://xn--bcher-kva.example/", id="punycode"
        ),
        pytest.param("http://أخبار.example/", "http://xn--igbicxr.example/", id="arabic host"),
        pytest.param("http://ａ.example/x", f"{A}/x", id="full-width letters of a host fold"),
        pytest.param("http://[2001:DB8::1]:80/x", "http://[2001:db8::1]/x", id="ipv6"),
        pytest.param("http://0x7f000001/x", "http://127.0.0.1/x", id="ipv4 in hexadecimal"),
        pytest.param("http://user:pass@a.example/x", f"{A}/x", id="credentials go"),
        pytest.param(" \n http://a.example/x \t", f"{A}/x", id="white space around goes"),
        pytest.param("http:\\\\a.example\\x\\y", f"{A}/x/y", id="backslashes are slashes"),
        # path
        pytest.param(f"{A}/b/./c/../d", f"{A}/b/d", id="dot segments"),
        pytest.param(f"{A}/b/%2e%2E/d", f"{A}/d", id="escaped dot segments"),
        pytest.param(f"{A}/../../d", f"{A}/d", id="dot segments above the root"),
        pytest.param(f"{A}/%7Euser/%61", f"{A}/~user/a", id="unreserved characters are decoded"),
        pytest.param(f"{A}/a%2fb%c3%a9", f"{A}/a%2Fb%C3%A9", id="escapes in capitals"),
        pytest.param(f"{A}/é", f"{A}/%C3%A9", id="letters are escaped"),
        pytest.param(f"{A}/مالي", f"{A}/%D9%85%D8%A7%D9%84%D9%8A", id="arabic path"),
        pytest.param(f"{A}/a b", f"{A}/a%20b", id="space is escaped"),
        pytest.param(f"{A}/a%2541", f"{A}/a%2541", id="an escaped percent sign stays"),
        pytest.param(f"{A}/100%", f"{A}/100%", id="a lone percent sign stays"),
        pytest.param(f"{A}/X/Y", f"{A}/X/Y", id="case of the path stays"),
        pytest.param(f"{A}/x/", f"{A}/x/", id="trailing slash stays"),
        pytest.param(f"{A}//x", f"{A}//x", id="double slash stays"),
        pytest.param(
            f"{A}/x;jsessionid=0A1B?id=2", f"{A}/x?id=2", id="session id in the path goes"
        ),
        pytest.param(
            f"{A}/cgi?action=article;sid=7", f"{A}/cgi?action=article;sid=7", id="semicolon"
        ),
        # query
        pytest.param(f"{A}/?b=1&a=2", f"{A}/?b=1&a=2", id="order stays"),
        pytest.param(f"{A}/x?", f"{A}/x", id="empty query goes"),
        pytest.param(f"{A}/x?&&a=1&", f"{A}/x?a=1", id="empty parts go"),
        pytest.param(f"{A}/x?a=&b", f"{A}/x?a=&b", id="empty values stay"),
        pytest.param(f"{A}/x?a=1&a=2", f"{A}/x?a=1&a=2", id="repeated names stay"),
        pytest.param(f"{A}/x?q=a+b%2bc", f"{A}/x?q=a+b%2Bc", id="plus stays plus"),
        pytest.param(f"{A}/x?a=1&amp;b=2", f"{A}/x?a=1&b=2", id="a link escaped twice"),
        pytest.param(f"{A}/x?id=1&amp;utm_source=rss", f"{A}/x?id=1", id="tracker escaped twice"),
        pytest.param(f"{A}/x?p=1958022", f"{A}/x?p=1958022", id="p names the article"),
        pytest.param(f"{A}/story?id=1&page=2", f"{A}/story?id=1&page=2", id="id and page stay"),
        pytest.param(f"{A}/x?story=utm_source", f"{A}/x?story=utm_source", id="values may say utm"),
        # trackers
        pytest.param(f"{A}/x?UTM_Campaign=a&id=1&utm_id=3", f"{A}/x?id=1", id="utm in any case"),
        pytest.param(f"{A}/x?utm%5Fsource=a", f"{A}/x", id="escaped name of a tracker"),
        pytest.param(f"{A}/x?fbclid=a&gclid=b&msclkid=c&yclid=d", f"{A}/x", id="click ids"),
        pytest.param(f"{A}/x?mc_cid=a&mc_eid=b&mkt_tok=c&_hsenc=d", f"{A}/x", id="mailings"),
        pytest.param(f"{A}/x?at_medium=RSS&at_campaign=KARANGA", f"{A}/x", id="at internet"),
        pytest.param(
            f"{A}/x?at_custom1=a&at_format=b&at_home=c", f"{A}/x?at_home=c", id="at_ names"
        ),
        pytest.param(f"{A}/x?xtor=RSS-3208", f"{A}/x", id="xtor"),
        pytest.param(f"{A}/x?ns_mchannel=rss&ns_campaign=1490", f"{A}/x", id="comscore"),
        pytest.param(f"{A}/x?CMP=a&cmpid=b&smid=c&ocid=d&icid=e", f"{A}/x", id="campaign ids"),
        pytest.param(f"{A}/x?pk_campaign=a&mtm_source=b", f"{A}/x", id="matomo"),
        pytest.param(f"{A}/x?ftag=CAD-01", f"{A}/x", id="ftag"),
        pytest.param(f"{A}/x?sf180690117=1", f"{A}/x", id="sprinkled social number"),
        pytest.param(f"{A}/x?_gl=1*a*b&ref_src=twsrc%5Etfw", f"{A}/x", id="linkers"),
        pytest.param(f"{A}/x?replytocom=12#respond", f"{A}/x", id="a comment is not an article"),
        pytest.param(f"{A}/x?source=rss", f"{A}/x", id="source is rss"),
        pytest.param(f"{A}/x?source=rss----7f4c---4", f"{A}/x", id="source is an rss code"),
        pytest.param(f"{A}/x?src=twitter&ref=Newsletter", f"{A}/x", id="shared on"),
        pytest.param(f"{A}/x?source=4711&ref=b12", f"{A}/x?source=4711&ref=b12", id="source an id"),
        pytest.param(f"{A}/x?rss=1", f"{A}/x", id="rss flag"),
        pytest.param(f"{A}/x?feed=rss2", f"{A}/x?feed=rss2", id="a feed's own address stays"),
        pytest.param(f"{A}/x?from=2023-08-01", f"{A}/x?from=2023-08-01", id="from a day stays"),
        pytest.param(f"{A}/x?ito=1", f"{A}/x?ito=1", id="a site's tracker elsewhere stays"),
        pytest.param(
            "https://www.dailymail.co.uk/n?ito=1", "https://www.dailymail.co.uk/n", id="ito"
        ),
        pytest.param(
            "https://x.com/u/status/1?s=46&t=Q", "https://x.com/u/status/1", id="x shares"
        ),
        pytest.param(
            "https://www.youtube.com/watch?v=Q1&feature=share&si=z",
            "https://www.youtube.com/watch?v=Q1",
            id="the video stays",
        ),
        pytest.param("https://netx.com/?s=mali", "https://netx.com/?s=mali", id="not x.com"),
        # fragments
        pytest.param(f"{A}/x#comments", f"{A}/x", id="fragment goes"),
        pytest.param(f"{A}/x#", f"{A}/x", id="empty fragment goes"),
        pytest.param(f"{A}/#!/news/1", f"{A}/#!/news/1", id="hash-bang route stays"),
        pytest.param(f"{A}/x#:~:text=left%20Ber", f"{A}/x", id="text fragment goes"),
        # AMP
        pytest.param(f"{A}/x/amp/", f"{A}/x/", id="amp folder"),
        pytest.param(f"{A}/x/amp", f"{A}/x", id="amp leaf"),
        pytest.param(f"{A}/x/amp/amp", f"{A}/x", id="amp twice"),
        pytest.param(f"{A}/x.amp.html", f"{A}/x.html", id="amp before the ending"),
        pytest.param(f"{A}/x.amp", f"{A}/x", id="amp ending"),
        pytest.param(f"{A}/amp", f"{A}/amp", id="a page called amp"),
        pytest.param(f"{A}/guitar-amp", f"{A}/guitar-amp", id="a slug that ends in amp"),
        pytest.param(f"{A}/amp/x", f"{A}/amp/x", id="a folder called amp"),
        pytest.param(f"{A}/x?amp", f"{A}/x", id="amp flag"),
        pytest.param(f"{A}/x?amp=1&id=2", f"{A}/x?id=2", id="amp is one"),
        pytest.param(f"{A}/x?amp=20", f"{A}/x?amp=20", id="amperes"),
        pytest.param(f"{A}/x?outputType=amp", f"{A}/x", id="output type"),
        pytest.param(f"{A}/x?output=pdf", f"{A}/x?output=pdf", id="another output"),
        pytest.param(
            "https://cdn.ampproject.org/c/s/a.example/x/amp?usqp=mq331&id=1",
            "https://a.example/x?id=1",
            id="amp cache",
        ),
        pytest.param(
            "https://a-example.cdn.ampproject.org/v/a.example/x?amp_js_v=0.1",
            f"{A}/x",
            id="amp cache on its own host",
        ),
        pytest.param(
            "https://www.google.com/amp/s/a.example/x", "https://a.example/x", id="viewer"
        ),
        pytest.param(
            "https://cdn.ampproject.org/c/s/", "https://cdn.ampproject.org/c/s/", id="none"
        ),
        # redirectors
        pytest.param(
            "https://www.google.com/url?rct=j&url=https://a.example/x%3Futm_source%3Dq&ct=ga",
            "https://a.example/x",
            id="news alert",
        ),
        pytest.param(
            "https://l.facebook.com/l.php?u=https%3A%2F%2Fa.example%2Fx&h=Q",
            "https://a.example/x",
            id="facebook",
        ),
        pytest.param(
            "https://www.google.com/url?q=javascript:alert(1)",
            "https://www.google.com/url?q=javascript:alert(1)",
            id="a redirector to no address",
        ),
        # files
        pytest.param("file:///srv/My%20File.txt?a#b", "file:///srv/My%20File.txt?a#b", id="file"),
    ],
)
def test_canonical(given: str, want: str) -> None:
    assert canonical(given) == want


@pytest.mark.parametrize(
    ("given", "base", "want"),
    [
        pytest.param("y", f"{A}/x/", f"{A}/x/y", id="relative to a folder"),
        pytest.param("y", f"{A}/x", f"{A}/y", id="relative to a leaf"),
        pytest.param("/y", f"{A}/x/z", f"{A}/y", id="from the root"),
        pytest.param(
            "//b.example/y", "https://a.example/", "https://b.example/y", id="same scheme"
        ),
        pytest.param("?id=2", f"{A}/x?id=1", f"{A}/x?id=2", id="query only"),
        pytest.param("http://b.example/", A, "http://b.example/", id="absolute"),
        pytest.param("y", "http://u:p@a.example/", f"{A}/y", id="credentials of the base go"),
        pytest.param("../../y", f"{A}/x/z", f"{A}/y", id="above the root"),
    ],
)
def test_base_completes_a_relative_address(given: str, base: str, want: str) -> None:
    assert canonical(given, base) == want


@pytest.mark.parametrize(
    ("given", "names"),
    [
        pytest.param("", "empty", id="empty"),
        pytest.param("  \n", "empty", id="blank"),
        pytest.param("a.example/x", "not an address", id="no scheme"),
        pytest.param("/x", "not an address", id="relative without base"),
        pytest.param("ftp://a.example/x", "not ftp:", id="ftp"),
        pytest.param("javascript:alert(1)", "not javascript:", id="javascript"),
        pytest.param("JavaScript:alert(1)", "http or https", id="javascript in capitals"),
        pytest.param("mailto:desk@a.example", "not mailto:", id="mail"),
        pytest.param("data:text/html,x", "not data:", id="data"),
        pytest.param("file://share/x", "not file:", id="file on a host"),
        pytest.param("http://", "no host", id="scheme alone"),
        pytest.param("http:///x", "no host", id="empty host"),
        pytest.param("https:a.example", "no host", id="no slashes"),
        pytest.param("http://?x", "no host", id="query for a host"),
        pytest.param("http://:80/x", "not an address", id="port alone"),
        pytest.param("http://./x", "host", id="dot for a host"),
        pytest.param("http://a.example../x", "host", id="two dots"),
        pytest.param("http://a b.example/", "not an address", id="space in the host"),
        pytest.param("http://a.example:99999/", "not an address", id="port out of range"),
        pytest.param("http://[::1/", "not an address", id="open bracket"),
        pytest.param("http://a.example/\x00x", "U+0000", id="null"),
        pytest.param("http://a.example/x\ny", "U+000A", id="line break inside"),
        pytest.param("http://a.example/\x1b[31m", "U+001B", id="terminal escape"),
        pytest.param("http://a.example/\ud800", "U+D800", id="lone surrogate"),
    ],
)
def test_what_is_no_web_address_is_refused(given: str, names: str) -> None:
    with pytest.raises(ValueError, match=r"address|http") as caught:
        canonical(given)
    assert names in str(caught.value)


def test_a_web_page_cannot_name_a_file() -> None:
    with pytest.raises(ValueError, match="not file:"):
        canonical("file:///etc/passwd", f"{A}/x")


def test_an_error_hides_credentials_and_controls() -> None:
    with pytest.raises(ValueError, match="not an address") as caught:
        canonical("http://me:secret@a.example:99999/")
    assert "secret" not in str(caught.value)
    with pytest.raises(ValueError, match="not an address") as caught:
        canonical("http://[", "http://me:secret@a.example/")
    assert "secret" not in str(caught.value)
    with pytest.raises(ValueError, match="U\\+001B") as caught:
        canonical("http://a.example/\x1b[31m")
    assert "\x1b" not in str(caught.value)


@pytest.mark.parametrize(
    ("given", "want"),
    [
        pytest.param("http://A.Example:8080/x", "a.example", id="lower case, no port"),
        pytest.param("http://a.example./", "a.example", id="no trailing dot"),
        pytest.param("http://bücher.example/", "xn--bcher-kva.example", id="ascii"),
        pytest.param("http://[::1]:80/", "::1", id="ipv6 without brackets"),
        pytest.param("http://127.1/", "127.0.0.1", id="short ipv4"),
        pytest.param("http://u:p@a.example/", "a.example", id="no credentials"),
    ],
)
def test_host(given: str, want: str) -> None:
    assert host(given) == want


@pytest.mark.parametrize("given", ["/x", "file:///x", ""])
def test_only_web_addresses_have_a_host(given: str) -> None:
    with pytest.raises(ValueError, match=r"http|address"):
        host(given)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param(f"{A}/x", "https://a.example/x", True, id="two schemes"),
        pytest.param(f"{A}/x", "http://www.a.example/x", True, id="www"),
        pytest.param(f"{A}/x", "http://m.a.example/x", True, id="mobile"),
        pytest.param(f"{A}/x", "https://amp.a.example/x", True, id="amp host"),
        pytest.param(f"{A}/x/y", f"{A}/x/amp/y", True, id="amp segment"),
        pytest.param(f"{A}/x", f"{A}/x/", True, id="trailing slash"),
        pytest.param(f"{A}/x", f"{A}/x/amp", True, id="amp leaf"),
        pytest.param(f"{A}/x", f"{A}/y", False, id="two paths"),
        pytest.param(f"{A}/x?id=1", f"{A}/x?id=2", False, id="two ids"),
        pytest.param(f"{A}/x", f"{A}:8080/x", False, id="two ports"),
        pytest.param(f"{A}/x", "http://b.a.example/x", False, id="another host"),
        pytest.param("http://m.example/x", "http://example/x", False, id="m is the site itself"),
        pytest.param(A, "http://m.a.example/", False, id="front pages differ by host"),
        pytest.param(f"{A}/#!/1", f"{A}/#!/2", False, id="two routes"),
    ],
)
def test_identity_is_blind_to_the_way_to_an_article(one: str, other: str, same: bool) -> None:
    assert (identity(one) == identity(other)) is same


def test_resolve_keeps_what_the_server_sees() -> None:
    given = "../x/amp/?utm_source=rss&a=%7e#top"
    assert resolve(given, "http://u:p@A.example./y/z") == f"{A}/x/amp/?utm_source=rss&a=%7e"


_SEGMENTS = st.sampled_from(
    [
        r"amp",
        r"AMP",
        r"x",
        r"x.amp",
        r"x.amp.html",
        r".amp",
        r"..",
        r"%2e",
        r"%2E%2e",
        r"%61mp",
        r"%%34%31",
        r"%7e",
        r"%C3%a9",
        r"a;jsessionid=1",
        r"c",
        r"s",
        r"v",
        r"url",
        r"é",
        r"%zz",
        r"a.example",
        r"|",
        r"l.php",
        r"\\",
    ]
)
_PARTS = st.sampled_from(
    [
        "utm_source=a",
        "id=1",
        "amp;amp;id=2",
        "amp",
        "=",
        "q=a+b",
        "u=http://b.example/amp/amp",
        "ref=rss",
        "a=%6",
        "%75tm_id=3",
        "url=http%3A%2F%2Fa.example%2F%3Futm_id%3D1",
        "é=ü",
        "'",
    ]
)
_HOSTS = st.sampled_from(
    [
        "a.example",
        "A.EXAMPLE.",
        "cdn.ampproject.org",
        "www.google.com.",
        "l.facebook.com",
        "1.2.3",
        "[::1]",
        "bücher.example",
        "m.a.example",
        "www.m.a.example",
        "x.com",
        "0x7f.1.",
        "a..b",
    ]
)
_ADDRESSES = st.builds(
    lambda scheme, user, name, port, path, query, end: (
        f"{scheme}://{user}{name}{port}/{'/'.join(path)}?{'&'.join(query)}{end}"
    ),
    st.sampled_from(["http", "HTTPS", "file"]),
    st.sampled_from(["", "u:p@"]),
    _HOSTS,
    st.sampled_from(["", ":80", ":443", ":8080"]),
    st.lists(_SEGMENTS, max_size=6),
    st.lists(_PARTS, max_size=4),
    st.sampled_from(["", "#a", "#!", "#!/é b"]),
)


@given(_ADDRESSES | st.text().map("http://a.example/{}".format) | st.text())
@example("http://a.example/%%34%31")
@example("http://www.google.com./%75rl?q=http://1.2.3../")
def test_canonical_of_canonical_is_canonical(address: str) -> None:
    with contextlib.suppress(ValueError):
        once = canonical(address)
        assert once == canonical(once)
        assert once.isascii() or once.startswith("file:///")
        assert identity(once) == identity(address)
        assert "u:p@" not in once or once.startswith("file:///")


@given(_ADDRESSES)
def test_resolve_names_the_same_article(address: str) -> None:
    with contextlib.suppress(ValueError):
        plain = resolve(address)
        assert plain == resolve(plain)
        assert canonical(plain) == canonical(address).partition("#!")[0]
