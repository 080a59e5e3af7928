"""An HTTP server on loopback that answers as told, and keeps what it got."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass
class Endpoint:
    """An HTTP server that answers every request with the same bytes, and keeps what it got."""

    answer: bytes = b"HTTP/1.1 204 No Content\r\n\r\n"
    then: Callable[[asyncio.StreamWriter], Awaitable[None]] | None = None
    got: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    port: int = 0
    written: int = 0
    serving: list[asyncio.Task[None]] = field(default_factory=list)

    def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.serving.append(asyncio.create_task(self.serve(reader, writer)))

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
                headers = {k.lower(): v for k, _, v in (h.partition(": ") for h in head[1:-2])}
                body = await reader.readexactly(int(headers.get("content-length", 0)))
                self.got.append((head[0], headers, body))
                writer.write(self.answer)
                await writer.drain()
                if self.then is not None:
                    await self.then(writer)
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            writer.transport.abort()


@asynccontextmanager
async def served(endpoint: Endpoint) -> AsyncIterator[Endpoint]:
    server = await asyncio.start_server(endpoint.accept, "127.0.0.1", 0)
    endpoint.port = server.sockets[0].getsockname()[1]
    try:
        yield endpoint
    finally:
        server.close()
        for task in endpoint.serving:
            task.cancel()
        await asyncio.gather(*endpoint.serving, return_exceptions=True)
        await asyncio.sleep(0)  # the sockets close in the next turn of the loop


def answer(status: int, *headers: str, body: bytes = b"") -> bytes:
    lines = [f"HTTP/1.1 {status} Said So", *headers, f"Content-Length: {len(body)}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body
