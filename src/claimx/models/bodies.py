"""What a response may be: at most 8 MiB, compressed or not, and from the one server that was named.

Both bounds are hooks of an ordinary client of httpx2: its proxies, its pool and whatever records it stay as they are.
"""

from __future__ import annotations

import zlib
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import aclosing
from typing import cast

import httpx2
import openai

__all__ = ["MAX_BYTES", "MAX_REDIRECTS", "ElsewhereError", "TooLargeError", "http_client"]

MAX_BYTES = 8 * 1024 * 1024
"""The longest body that is read: a million tokens of an answer with room to spare. It holds for the bytes that come
and for what they unpack to."""
MAX_REDIRECTS = 3
_PIECE = 64 * 1024
_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS


class TooLargeError(Exception):
    """A body longer than `MAX_BYTES`; the rest of it was not read."""


class ElsewhereError(httpx2.RequestError):
    """A server pointed to another scheme, host or port; nothing was sent there."""


def http_client(base_url: str) -> httpx2.AsyncClient:
    """openai's own client, but for the server at `base_url` alone, and with the bounds on what it sends back.

    A redirect on that server is followed, up to `MAX_REDIRECTS` times. One to another origin (RFC 6454: scheme, host
    and port) never is, so neither key nor abstract goes where nobody sent it: ElsewhereError. TooLargeError for a body
    that is too long, httpx2.DecodingError for one that is compressed in a way that was not asked for; for openai's
    client both are the cause of an APIConnectionError.
    """
    home = httpx2.URL(base_url).origin

    async def stay_at_home(request: httpx2.Request) -> None:
        if request.url.origin != home:
            raise ElsewhereError(f"it points to {request.url.scheme}://{request.url.netloc.decode()}, another place")

    return openai.DefaultAsyncHttpxClient(
        headers={"Accept-Encoding": "gzip"},
        max_redirects=MAX_REDIRECTS,
        event_hooks={"request": [stay_at_home], "response": [_bound]},
    )


async def _bound(response: httpx2.Response) -> None:
    """Put the bounds around a body that is still to be read."""
    codings = response.headers.get("content-encoding", "").lower() or "identity"
    if codings not in ("identity", "gzip", "x-gzip", "deflate"):
        raise httpx2.DecodingError(f"its answer is encoded as {codings}, which was not asked for")
    if int(response.headers.get("content-length", 0)) > MAX_BYTES:
        raise _too_large()
    assert isinstance(response.stream, httpx2.AsyncByteStream)
    response.stream = _BoundedStream(response.stream, packed=codings != "identity")
    response.headers.pop("content-encoding", None)  # what is read from now on is unpacked


class _BoundedStream(httpx2.AsyncByteStream):
    """A body, unpacked piece by piece, that ends in TooLargeError where it grows too long."""

    def __init__(self, stream: httpx2.AsyncByteStream, *, packed: bool) -> None:
        self._stream = stream
        self._unpacking = zlib.decompressobj(_GZIP_OR_ZLIB) if packed else None

    async def __aiter__(self) -> AsyncIterator[bytes]:
        came = gone = 0
        async with aclosing(cast("AsyncGenerator[bytes]", aiter(self._stream))) as pieces:
            async for piece in pieces:
                came += len(piece)
                for part in self._unpacked(piece):
                    gone += len(part)
                    if max(came, gone) > MAX_BYTES:
                        raise _too_large()
                    yield part

    async def aclose(self) -> None:
        """Give the connection back; one with an unread rest is closed."""
        await self._stream.aclose()

    def _unpacked(self, piece: bytes) -> Iterator[bytes]:
        if self._unpacking is None:
            yield piece
            return
        try:
            while True:
                yield b"" if self._unpacking.eof else self._unpacking.decompress(piece, _PIECE)
                piece = self._unpacking.unconsumed_tail
                if not piece:
                    return
        except zlib.error as problem:
            raise httpx2.DecodingError(f"its answer is badly compressed: {problem}") from None


def _too_large() -> TooLargeError:
    return TooLargeError(f"more than {MAX_BYTES >> 20} MiB")
