"""Which addresses may be reached: nothing private or reserved, unless it is allowed by name."""

import asyncio
import ipaddress
import socket
import threading
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Future

from monitor.errors import FetchError, FetchReason

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Lookup = Callable[[str, int], Awaitable[Sequence[str]]]

# IANA IPv4 Special-Purpose Address Registry, and multicast (RFC 5771).
_REFUSED_V4 = tuple(
    map(
        ipaddress.IPv4Network,
        (
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
        ),
    )
)
# Only global unicast is public (RFC 4291, section 2.4); within it the IANA IPv6 Special-Purpose
# Address Registry: Teredo and other protocols, documentation, 6to4 (which embeds IPv4).
_GLOBAL_V6 = ipaddress.IPv6Network("2000::/3")
_REFUSED_V6 = tuple(
    map(ipaddress.IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"))
)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052
_IPV4_BITS = 0xFFFFFFFF


class AddressGuard:
    """Resolves host names, and lets through public addresses and those of `allow_networks`.

    `allow_networks` are CIDR networks ("127.0.0.1/32"); ValueError if one is not. `lookup` asks
    the DNS: host and port to addresses, OSError if there are none.
    """

    def __init__(self, allow_networks: Sequence[str] = (), *, lookup: Lookup | None = None) -> None:
        self._allowed = [ipaddress.ip_network(n, strict=False) for n in allow_networks]
        self._lookup = lookup or system_lookup
        self._public = True

    def only_allowed(self) -> "AddressGuard":
        """Return a guard that lets through `allow_networks` alone."""
        guard = AddressGuard(lookup=self._lookup)
        guard._allowed, guard._public = self._allowed, False
        return guard

    async def resolve(self, host: str, port: int) -> tuple[str, ...]:
        """Return the addresses of `host`, as literals to connect to without another look-up.

        Any spelling of an address counts as what it resolves to: `127.1`, `0x7f000001`, mapped and
        NAT64 IPv6. Has no deadline of its own.
        Raises FetchError: REFUSED_ADDRESS if any of them may not be reached, DNS if there is none.
        """
        addresses = await self._addresses(host, port)
        for address in addresses:
            if not self.permits(address):
                raise FetchError(
                    FetchReason.REFUSED_ADDRESS,
                    host,
                    f"{address} is {self._refused}; settings.allow_networks can permit it",
                )
        return tuple(dict.fromkeys(map(str, addresses)))

    def permits(self, address: Address) -> bool:
        """Tell whether `address` is public or allowed."""
        mapped = getattr(address, "ipv4_mapped", None)
        if mapped is not None:
            address = mapped
        allowed = any(address in network for network in self._allowed)
        return allowed or (self._public and _public(address))

    @property
    def _refused(self) -> str:
        return "private or reserved" if self._public else "not to be reached by plain http"

    async def _addresses(self, host: str, port: int) -> list[Address]:
        literal = _literal(host)
        if literal is not None:
            return [literal]
        try:
            found = await self._lookup(host, port)
        # UnicodeError: the idna codec refuses labels of over 63 characters, and empty ones.
        except (OSError, UnicodeError) as error:
            raise FetchError(FetchReason.DNS, host, f"no address: {error}") from error
        addresses = [literal for text in found if (literal := _literal(text)) is not None]
        if not addresses:
            raise FetchError(FetchReason.DNS, host, "no address")
        return addresses


async def system_lookup(host: str, port: int) -> Sequence[str]:
    """Return the addresses that the system knows of `host`; OSError if none.

    Each look-up has a thread of its own, which nobody waits for in the end: a resolver that does
    not answer keeps it for 10 s and more, and asyncio's own few threads would all be kept.
    """
    answer: Future[list[str]] = Future()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answer.set_result([str(sockaddr[0]) for _, _, _, _, sockaddr in found])
        except (OSError, UnicodeError) as error:
            answer.set_exception(error)

    threading.Thread(target=ask, name=f"lookup {host}", daemon=True).start()
    return await asyncio.shield(asyncio.wrap_future(answer))


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return None


def _public(address: Address) -> bool:
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in _REFUSED_V4)
    if address in _NAT64:
        return _public(ipaddress.IPv4Address(int(address) & _IPV4_BITS))
    return address in _GLOBAL_V6 and not any(address in network for network in _REFUSED_V6)
