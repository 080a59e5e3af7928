"""No connection to what is private, however it is spelled, and to what was checked alone."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import FetchError, FetchReason
from monitor.fetch import AddressGuard, Fetcher, UnreachableError, guarded_client
from monitor.types import Page
from website import moved, page, website

NOW = datetime(2026, 3, 1, tzinfo=UTC)
REFUSED = [
    "127.0.0.1",
    "127.1",
    "127.255.255.254",
    "0",
    "0.0.0.0",
    "2130706433",
    "0x7f000001",
    "0x7f.1",
    "017700000001",
    "0177.0.0.1",
    "localhost",
    "10.0.0.1",
    "10.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "100.127.255.255",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "198.18.0.1",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "[::]",
    "[::1]",
    "[::127.0.0.1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::ffff:169.254.169.254]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b::a9fe:a9fe]",
    "[64:ff9b:1::1]",
    "[100::1]",
    "[2001::1]",
    "[2001:db8::1]",
    "[2002:7f00:1::]",
    "[3fff::1]",
    "[fc00::1]",
    "[fd00:ec2::254]",
    "[fe80::1]",
    "[fec0::1]",
    "[ff02::1]",
]
PUBLIC = ["93.184.216.34", "1.1.1.1", "2606:4700::1111", "64:ff9b::5db8:d822", "::ffff:1.1.1.1"]


def fetcher(*networks: str, guard: AddressGuard | None = None) -> Fetcher:
    return Fetcher(
        guard=guard or AddressGuard(networks),
        user_agent="wireroom (+https://example.org)",
        now=lambda: NOW,
        gap_s=0,
        timeout_s=5,
    )


def answering(*answers: Sequence[str]) -> AddressGuard:
    """A guard whose DNS gives these answers one after the other, and permits 127.0.0.2 alone."""
    left = list(answers)

    async def lookup(host: str, port: int) -> Sequence[str]:
        return left.pop(0)

    return AddressGuard(["127.0.0.2/32"], lookup=lookup)


@pytest.mark.parametrize("host", REFUSED)
@pytest.mark.parametrize("robots", [False, True], ids=["page", "robots.txt"])
def test_private_and_reserved_addresses_get_no_connection(host: str, robots: bool) -> None:
    async def act() -> None:
        async with website({"/": page()}, host="0.0.0.0") as site, fetcher("192.0.2.77/32") as f:
            with pytest.raises(FetchError) as caught:
                await f.fetch(f"http://{host}:{site.url.rpartition(':')[2]}/", robots=robots)
            # httpx takes no zero before a number: such an address is none.
            bad = host == "0177.0.0.1"
            want = FetchReason.BAD_URL if bad else FetchReason.REFUSED_ADDRESS
            assert caught.value.reason is want
            assert site.accepts == 0

    asyncio.run(act())


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_pass(address: str) -> None:
    assert asyncio.run(AddressGuard([]).resolve(address, 80))


@given(st.ip_addresses(v=4))
def test_a_mapped_address_counts_as_what_it_maps(address: object) -> None:
    async def permitted(host: str) -> bool:
        try:
            return bool(await AddressGuard(["10.0.0.0/8"]).resolve(host, 80))
        except FetchError:
            return False

    async def act() -> None:
        assert await permitted(str(address)) == await permitted(f"::ffff:{address}")

    asyncio.run(act())


def test_an_allowed_network_may_be_reached() -> None:
    async def act() -> None:
        async with website({"/": page()}) as site, fetcher("127.0.0.0/8") as f:
            for host in ("127.0.0.1", "127.1", "[::ffff:127.0.0.1]"):
                got = await f.fetch(f"http://{host}:{site.url.rpartition(':')[2]}/", robots=False)
                assert isinstance(got, Page)
                assert got.body == b"hello"

    asyncio.run(act())


def test_a_redirect_to_a_private_address_gets_no_connection() -> None:
    async def act() -> None:
        async with website({}, host="127.0.0.3") as inner:
            replies = {"/": moved(f"{inner.url}/"), "/https": moved(f"https{inner.url[4:]}/")}
            async with website(replies, host="127.0.0.2") as outer, fetcher("127.0.0.2/32") as f:
                for path in replies:
                    with pytest.raises(FetchError, match=r"127\.0\.0\.3") as caught:
                        await f.fetch(outer.url + path, robots=False)
                    assert caught.value.reason is FetchReason.REFUSED_ADDRESS
                    assert caught.value.url == outer.url + path
            assert inner.accepts == 0

    asyncio.run(act())


def test_one_private_address_among_the_answers_refuses_the_host() -> None:
    async def act() -> None:
        async with website({"/": page()}, host="0.0.0.0") as site:
            guard = answering(["127.0.0.2", "127.0.0.3"])
            async with fetcher(guard=guard) as f:
                with pytest.raises(FetchError) as caught:
                    await f.fetch(f"http://mixed.test:{site.url.rpartition(':')[2]}/", robots=False)
            assert caught.value.reason is FetchReason.REFUSED_ADDRESS
            assert site.accepts == 0

    asyncio.run(act())


def test_rebinding_finds_no_second_look_up() -> None:
    async def act() -> None:
        async with website({"/": page()}, host="127.0.0.2") as site:
            port = site.url.rpartition(":")[2]
            async with website({}, host="127.0.0.3", port=int(port)) as inner:
                async with fetcher(guard=answering(["127.0.0.2"], ["127.0.0.3"])) as f:
                    await f.fetch(f"http://rebind.test:{port}/", robots=False)
                assert (site.accepts, inner.accepts) == (1, 0)
                assert site.asked[0][1]["host"] == f"rebind.test:{port}"

    asyncio.run(act())


def test_a_new_connection_is_checked_anew() -> None:
    async def act() -> None:
        close = page(Connection="close")
        guard = answering(["127.0.0.2"], ["127.0.0.3"])
        async with website({"/": close}, host="127.0.0.2") as site, fetcher(guard=guard) as f:
            url = f"http://rebind.test:{site.url.rpartition(':')[2]}/"
            await f.fetch(url, robots=False)
            with pytest.raises(FetchError) as caught:
                await f.fetch(url, robots=False)
        assert caught.value.reason is FetchReason.REFUSED_ADDRESS

    asyncio.run(act())


@pytest.mark.parametrize("host", ["no-such-host.invalid", "a" * 64 + ".example"])
def test_a_host_without_an_address_is_a_dns_error(host: str) -> None:
    async def nothing(name: str, port: int) -> Sequence[str]:
        raise OSError("Name or service not known")

    with pytest.raises(FetchError) as caught:
        asyncio.run(AddressGuard([], lookup=nothing).resolve(host, 80))
    assert caught.value.reason is FetchReason.DNS


def test_the_next_address_is_tried_when_one_is_dead() -> None:
    async def act() -> None:
        async def lookup(host: str, port: int) -> Sequence[str]:
            return ["127.0.0.9", "127.0.0.2"]

        guard = AddressGuard(["127.0.0.0/8"], lookup=lookup)
        async with website({"/": page()}, host="127.0.0.2") as site, fetcher(guard=guard) as f:
            await f.fetch(f"http://two.test:{site.url.rpartition(':')[2]}/", robots=False)
            assert site.accepts == 1

    asyncio.run(act())


def test_the_client_for_webhooks_is_guarded_and_follows_nothing() -> None:
    async def act() -> None:
        replies = {"/": page(b"", status=307, Location="/next", Set_Cookie="a=b")}
        async with website(replies) as site:
            guard = AddressGuard(["127.0.0.1/32"])
            async with guarded_client(guard, user_agent="wireroom") as client:
                for _ in range(2):
                    assert (await client.post(site.url, content=b"x")).status_code == 307
                with pytest.raises(UnreachableError) as caught:
                    await client.post("http://10.0.0.1/")
                assert caught.value.reason is FetchReason.REFUSED_ADDRESS
                assert isinstance(caught.value, httpx.ConnectError)
            assert site.targets == ["/", "/"]
            assert "cookie" not in site.asked[1][1]

    asyncio.run(act())


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "ALL_PROXY"])
def test_a_proxy_in_the_environment_is_not_asked(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def act() -> None:
        async with website({}) as proxy, website({"/": page()}) as site:
            monkeypatch.setenv(name, proxy.url)
            guard = AddressGuard(["127.0.0.1/32"])
            async with fetcher(guard=guard) as f, guarded_client(guard, user_agent="w") as client:
                await f.fetch(f"{site.url}/", robots=False)
                await client.get(site.url)
            assert (proxy.accepts, site.accepts) == (0, 2)

    asyncio.run(act())


@pytest.mark.parametrize(
    ("url", "want"),
    [
        pytest.param("http://plain.example/", "not to be reached by plain http", id="public"),
        pytest.param("http://10.0.0.7/", "not to be reached by plain http", id="private"),
        pytest.param("https://10.0.0.7/", "private or reserved", id="private by TLS"),
    ],
)
def test_what_goes_without_tls_may_have_a_guard_of_its_own(url: str, want: str) -> None:
    async def lookup(host: str, port: int) -> Sequence[str]:
        return ["93.184.216.34"]

    async def run() -> None:
        guard = AddressGuard(["127.0.0.1/32"], lookup=lookup)
        async with (
            website({"/": page(b"yes")}) as site,
            guarded_client(guard, user_agent="w", plain=guard.only_allowed()) as client,
        ):
            assert (await client.get(site.url + "/")).status_code == 200
            with pytest.raises(UnreachableError, match=want) as caught:
                await client.get(url)
        assert caught.value.reason is FetchReason.REFUSED_ADDRESS

    asyncio.run(run())
