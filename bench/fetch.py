"""CPU of a fetch over many hosts, ours against bare httpx.

Serve many sources on every loopback address, then:
    python bench/fetch.py http://127.1.{a}.{b}:PORT/s/{n}/a/{k}.html --hosts 500 --pages 4
"""

import argparse
import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC, datetime

import httpx

from monitor.fetch import AddressGuard, Fetcher

Get = Callable[[str], Awaitable[object]]


async def each(urls: list[list[str]], get: Get) -> None:
    """Fetch the pages of each host in turn, all hosts at once."""

    async def visit(pages: list[str]) -> None:
        for url in pages:
            await get(url)

    await asyncio.gather(*map(visit, urls))


async def ours(urls: list[list[str]], *, robots: bool) -> None:
    """With guard, limits, pacing and, if asked for, robots.txt."""
    async with Fetcher(
        guard=AddressGuard(["127.0.0.0/8"]),
        user_agent="wireroom (+https://example.org)",
        now=lambda: datetime.now(UTC),
        gap_s=0,
    ) as fetcher:
        await each(urls, lambda url: fetcher.fetch(url, robots=robots))


async def bare(urls: list[list[str]]) -> None:
    """With httpx alone, at its best setting: few idle connections, 64 requests at once."""
    limits = httpx.Limits(max_connections=64, max_keepalive_connections=20)
    slots = asyncio.Semaphore(64)
    async with httpx.AsyncClient(trust_env=False, limits=limits) as client:

        async def get(url: str) -> None:
            async with slots:
                await client.get(url)

        await each(urls, get)


def main() -> None:
    """Print milliseconds of CPU a page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("template")
    parser.add_argument("--hosts", type=int, default=500)
    parser.add_argument("--pages", type=int, default=4)
    options = parser.parse_args()
    urls = [
        [options.template.format(a=n // 250, b=n % 250 + 1, n=n, k=k) for k in range(options.pages)]
        for n in range(options.hosts)
    ]
    measure("ours", ours(urls, robots=False), options.hosts * options.pages)
    measure("ours with robots", ours(urls, robots=True), options.hosts * options.pages)
    measure("bare httpx", bare(urls), options.hosts * options.pages)


def measure(name: str, run: Coroutine[object, object, None], pages: int) -> None:
    """Run, and print what it cost."""
    cpu, wall = time.process_time(), time.perf_counter()
    asyncio.run(run)
    cpu_ms = (time.process_time() - cpu) * 1e3 / pages
    print(f"{name}: {cpu_ms:.2f} ms CPU a page, {time.perf_counter() - wall:.1f} s")


if __name__ == "__main__":
    main()
