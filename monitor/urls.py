"""Addresses: what is fetched, what an article is called, and when two names mean one article.

`resolve` gives the address to fetch, `canonical` the address under which an article is known and
shown, `identity` the coarser key by which two canonical addresses are the same article, and `host`
the key of politeness. Parsing is the WHATWG URL Standard's, by ada-url.
"""

import re
from functools import lru_cache
from urllib.parse import parse_qsl, unquote

from ada_url import URL

_FILE = "file:///"
_HAS_HOST = re.compile(r"https?:[/\\]{2}[^/\\?#]", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_CREDENTIALS = re.compile(r"//[^/?#\\]*@")

# Names that only ever carry where a visitor came from. A name that may say which article is
# meant (id, p, page, ref, cid, story, from ...) is not here: it stays, or goes by its value below.
_TRACKER_NAMES = """
    fbclid gclid gclsrc dclid gbraid wbraid gad_source gad_campaignid srsltid msclkid yclid ysclid
    twclid ttclid li_fat_id igshid igsh epik tblci dicbo rb_clickid s_kwcid ef_id mibextid sfnsn
    fb_action_ids fb_action_types fb_ref fb_source action_object_map action_type_map
    action_ref_map _ga _gl _gac _branch_match_id _branch_referrer
    mc_cid mc_eid mkt_tok _hsenc _hsmi __hstc __hssc __hsfp hsctatracking vero_id vero_conv
    oly_anon_id oly_enc_id ml_subscriber ml_subscriber_hash ck_subscriber_id _ke _kx dm_i
    at_medium at_campaign at_campaign_type at_bbc_team at_link_type at_link_origin at_link_id
    at_ptr_name at_format at_creation at_variant at_channel at_network at_general at_recipient_id
    xtor xtref ns_mchannel ns_campaign ns_source ns_linkname ns_fee wt_mc wt_zmc wtmc wt.mc_id
    cmp cmpid intcmp int_cmp intcid icid ncid ocid smid s_cid sc_cid mbid ftag wpisrc wpmk
    traffic_source campaign_source tpcc sr_share smtyp soc_src soc_trk guccounter guce_referrer
    guce_referrer_sig ref_src ref_url __twitter_impression wprov spm zephr_sso_ott
    amp_js_v amp_gsa amp_tf amp_ct usqp __cf_chl_tk __cf_chl_rt_tk phpsessid jsessionid replytocom
"""
_TRACKERS = frozenset(_TRACKER_NAMES.split())
_TRACKER_FAMILIES = re.compile(
    r"(?:utm|mtm|matomo|piwik|pk|hsa|trk|lever|taboola|outbrain)[_-]\w|at_custom\d|sf\d{6,}$"
)
# Names that mean many things, and go only when the value says "from a feed" or "shared on ...".
_REFERRER_NAMES = (
    "source src ref referrer referer via from mod eref emc partner share rss medium channel"
)
_REFERRERS = frozenset(_REFERRER_NAMES.split())
_REFERRER_VALUES = re.compile(
    r"(?:rss(?:[_-].*)?|feed|feeds|feedburner|twitter|facebook|fb|linkedin|whatsapp|telegram|reddit"
    r"|flipboard|e?mail|newsletter|social|google-?news|gnews|apple-?news|smartnews)$"
)
_AMP_NAMES = frozenset({"amp", "_amp", "outputtype", "output"})
_AMP_VALUES = {
    "amp": frozenset({"", "1", "true", "yes", "amp"}),
    "_amp": frozenset({"", "1", "true", "yes", "amp"}),
    "outputtype": frozenset({"amp", "amp-type"}),
    "output": frozenset({"amp"}),
}
# Names that are trackers on one site only; the key is the registrable end of the host.
_TRACKERS_OF = {
    "dailymail.co.uk": frozenset({"ito"}),
    "forbes.com": frozenset({"sh"}),
    "nytimes.com": frozenset({"emc", "partner", "smprod", "referringsource", "action", "module"}),
    "twitter.com": frozenset({"s", "t"}),
    "wsj.com": frozenset({"mod", "reflink"}),
    "x.com": frozenset({"s", "t"}),
    "youtu.be": frozenset({"si", "feature"}),
    "youtube.com": frozenset({"si", "feature", "pp", "ab_channel"}),
}

_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_SESSION = re.compile(r";(?:jsessionid|phpsessid)=[^/;]*", re.IGNORECASE)
_AMP_END = re.compile(r"(?<=[^/])/amp(?=/?$)|(?<=[^/])\.amp(?=(?:\.\w{2,5})?$)")
_AMP_CACHE = re.compile(r"/[cv]/(s/)?([^/]+\.[^/].*)")
_AMP_VIEWER = re.compile(r"/amp/(s/)?([^/]+\.[^/].*)")
_GOOGLE = re.compile(r"(?:www\.)?google(?:\.[a-z]{2,3}){1,2}")
_IDENTITY_HOST = re.compile(r"^(?:(?:www\d?|m|mobile|amp)\.)+(?=[^.:]+\.[^.:])")
_IDENTITY_AMP = re.compile(r"/amp(?=/)")


def resolve(url: str, base: str | None = None) -> str:
    """Return the absolute address to fetch: `url` against `base`, without fragment.

    Nothing that a server sees is changed, except that credentials are dropped: they must not be
    stored. Raises ValueError for what `canonical` refuses.
    """
    parsed = _parsed(url, base)
    return f"{parsed.protocol}//{_authority(parsed)}{parsed.pathname}{parsed.search}"


@lru_cache(maxsize=16_384)  # each address is asked for several times on its way
def canonical(url: str, base: str | None = None) -> str:
    """Return the address under which the article at `url` is known.

    `base` is the address of the page on which a relative `url` stood. Scheme, host and the order
    of the query stay; what goes: tracking parameters, AMP forms (and the caches and redirectors
    that carry the target in their own address), fragments other than `#!`, credentials, default
    ports, trailing dots of the host, session ids, needless percent-encoding (RFC 3986, 6.2.2).
    The result is for naming, not for fetching: a site may serve `/x/amp` and not `/x`.

    Holds: canonical(canonical(x)) == canonical(x). `file:///` addresses pass as they are, but
    never from a page on the web. Raises ValueError, naming the address, for other schemes, a
    missing or impossible host, control characters and lone surrogates.
    """
    given = url.strip()
    if given.startswith(_FILE) and (base is None or base.startswith(_FILE)):
        _refuse_controls(given)
        return given
    parsed = _parsed(url, base)
    while inner := _wrapped(parsed):
        parsed = inner
    name = _authority(parsed)
    query = _query(parsed.search, _hostname(parsed))
    fragment = parsed.hash if parsed.hash.startswith("#!") else ""
    return f"{parsed.protocol}//{name}{_path(parsed.pathname)}{query}{fragment}"


@lru_cache(maxsize=16_384)
def identity(url: str) -> str:
    """Return the key by which addresses mean one article; it is not an address.

    Coarser than `canonical`, of which it takes any result or input: blind to http or https, to
    `www.`, `m.`, `mobile.` and `amp.` before a host of two labels or more, to an `amp` segment in
    front and to a trailing slash. A front page keeps its full host.
    Raises ValueError for what `canonical` refuses.
    """
    name = canonical(url)
    if name.startswith(_FILE):
        return name
    _, _, rest = name.partition("//")
    authority, slash, tail = rest.partition("/")
    if not tail:
        return rest
    path, mark, query = (slash + tail).partition("?")
    shorter = _IDENTITY_AMP.sub("", path).rstrip("/") or "/"
    return _IDENTITY_HOST.sub("", authority) + shorter + mark + query


@lru_cache(maxsize=16_384)
def host(url: str) -> str:
    """Return the key of politeness: the host in lower-case ASCII, without port or trailing dot.

    Raises ValueError where `url` is no absolute http or https address.
    """
    return _hostname(_parsed(url, None)).strip("[]")


def _parsed(url: str, base: str | None) -> URL:
    given = url.strip()
    _refuse_controls(given)
    if not given:
        raise ValueError("empty address: expected http://… or https://…")
    scheme = _SCHEME.match(given)
    if scheme and scheme[0].lower() not in {"http:", "https:"}:
        raise ValueError(f"{_shown(given)}: expected http or https, not {scheme[0]}")
    if scheme and not _HAS_HOST.match(given):
        raise ValueError(f"{_shown(given)}: has no host: expected {scheme[0].lower()}//host/…")
    try:
        parsed = URL(given, base)
    except ValueError as error:
        what = (
            "is not an address" if scheme else f"is not an address, seen from {base or 'nowhere'}"
        )
        raise ValueError(f"{_shown(given)}: {_shown(what)}") from error
    name = _hostname(parsed)
    if parsed.protocol not in {"http:", "https:"} or not name or name.endswith("."):
        raise ValueError(f"{_shown(given)}: expected an http or https address with a host")
    return parsed


def _refuse_controls(url: str) -> None:
    if bad := _CONTROL.search(url):
        shown = _shown(_CONTROL.sub("\N{REPLACEMENT CHARACTER}", url))
        raise ValueError(f"{shown}: character U+{ord(bad[0]):04X} cannot stand in an address")


def _shown(url: str) -> str:
    """Return `url` fit for a message: without credentials, and not endless."""
    bare = _CREDENTIALS.sub("//", url)
    return bare if len(bare) <= 200 else f"{bare[:199]}…"


def _hostname(parsed: URL) -> str:
    return parsed.hostname.removesuffix(".")


def _authority(parsed: URL) -> str:
    return f"{_hostname(parsed)}:{parsed.port}" if parsed.port else _hostname(parsed)


def _wrapped(parsed: URL) -> URL | None:
    """Return the address that an AMP cache or a redirector carries in its own, if any."""
    site, path = _hostname(parsed), _decoded(parsed.pathname)
    target = None
    if site == "cdn.ampproject.org" or site.endswith((".cdn.ampproject.org", ".bing-amp.com")):
        target = _AMP_CACHE.fullmatch(path)
    elif path.startswith("/amp/") and _GOOGLE.fullmatch(site):
        target = _AMP_VIEWER.fullmatch(path)
    if target:
        scheme = "https" if target[1] else "http"
        return _tried(f"{scheme}://{target[2]}{parsed.search}")
    if (path == "/url" and _GOOGLE.fullmatch(site)) or (
        path == "/l.php" and site in {"l.facebook.com", "lm.facebook.com"}
    ):
        pairs = dict(reversed(parse_qsl(parsed.search[1:])))
        return _tried(pairs.get("url") or pairs.get("q") or pairs.get("u") or "")
    return None


def _tried(url: str) -> URL | None:
    try:
        return _parsed(url, None)
    except ValueError:
        return None


def _path(path: str) -> str:
    shorter = _SESSION.sub("", _decoded(path))
    while (cut := _AMP_END.sub("", shorter)) != shorter:
        shorter = cut
    return shorter


def _query(search: str, site: str) -> str:
    """Return the query with its question mark, without trackers, or nothing."""
    if len(search) < 2:
        return ""
    local: frozenset[str] = frozenset()
    for end, names in _TRACKERS_OF.items():
        if site == end or site.endswith(f".{end}"):
            local = names
    parts = (_ampless(part) for part in _decoded(search[1:]).split("&"))
    kept = "&".join(part for part in parts if part and not _tracks(part, local))
    return f"?{kept}" if kept else ""


def _ampless(part: str) -> str:
    """Undo a link that was escaped twice: `?a=1&amp;b=2` means b, never "amp;b"."""
    while part.startswith("amp;"):
        part = part[4:]
    return part


def _tracks(part: str, local: frozenset[str]) -> bool:
    raw, _, value = part.partition("=")
    name = unquote(raw).lower()
    value = value.lower()
    if name in _TRACKERS or name in local or _TRACKER_FAMILIES.match(name):
        return True
    if name in _AMP_NAMES:
        return value in _AMP_VALUES[name]
    if name in _REFERRERS:
        return bool(_REFERRER_VALUES.match(value)) or (name == "rss" and value in {"", "1", "true"})
    return False


def _decoded(text: str) -> str:
    """Decode escaped unreserved characters, and write the other escapes in capitals."""
    while "%" in text and (plainer := _ESCAPE.sub(_escape, text)) != text:
        text = plainer
    return text


def _escape(found: re.Match[str]) -> str:
    character = chr(int(found[1], 16))
    return character if character in _UNRESERVED else found[0].upper()
