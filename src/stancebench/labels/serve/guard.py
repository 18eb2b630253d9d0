"""The guard: only this machine's own pages may speak with the server.

A web page from elsewhere can make a browser send requests to a server on the same machine, and by renaming its own
host to 127.0.0.1 (DNS rebinding) it can even read the answers. So the Host header must be a name of this machine, and
what writes must come from a page of this very server and be JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]

HOSTS = ("127.0.0.1", "[::1]", "localhost")
"""The names by which the page may be reached."""

BODY_BYTES = 256 * 1024
"""How long a request may be."""

_HOST = re.compile(r"(\[[0-9a-fA-F:.]+\]|[^:\[\]]+)(?::\d{1,5})?")
_READS = ("GET", "HEAD")
_HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self';"
        " form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}


class Guard:
    """Refuses foreign requests before the application sees them, and sets the security headers of every answer.

    Args:
        app: The application.
    """

    def __init__(self, app: Asgi) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        if scope["type"] != "http":
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                ours = [(name.encode(), value.encode()) for name, value in _HEADERS.items()]
                names = {name for name, _ in ours}
                theirs = [pair for pair in message.get("headers", []) if pair[0].lower() not in names]
                message = {**message, "headers": [*theirs, *ours]}
            await send(message)

        refusal = _refusal(scope)
        if refusal:
            await _answer(send_guarded, *refusal)
            return
        body = await _read(receive)
        if body is None:
            await _answer(send_guarded, 413, f"The request is longer than {BODY_BYTES} bytes.")
            return
        await self._app(scope, _replay(body, receive), send_guarded)


def _refusal(scope: Scope) -> tuple[int, str] | None:
    """Return status and reason when a request may not pass."""
    host = _header(scope, b"host")
    found = _HOST.fullmatch(host or "")
    if host is None or found is None or found[1].lower() not in HOSTS:
        return 400, f"This page answers only to {', '.join(HOSTS)}."
    if scope["method"] in _READS:
        return None
    if scope["method"] not in ("PUT", "POST"):
        return 405, "Only GET, HEAD, PUT and POST are answered."
    if _header(scope, b"origin") != f"http://{host}" or _header(scope, b"sec-fetch-site") not in (None, "same-origin"):
        return 403, "Changes are taken only from the labelling page itself."
    if (_header(scope, b"content-type") or "").split(";")[0].strip().lower() != "application/json":
        return 415, "Changes are taken only as application/json."
    return None


def _header(scope: Scope, name: bytes) -> str | None:
    """Return a header that was sent once; one that was sent twice counts as wrong."""
    values = [value.decode("latin-1") for key, value in scope["headers"] if key.lower() == name]
    return values[0] if len(values) == 1 else ", ".join(values) or None


async def _read(receive: Receive) -> bytes | None:
    """Read the body of a request; None when it is too long."""
    body = b""
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return body
        body += bytes(message.get("body", b""))
        if len(body) > BODY_BYTES:
            return None
        if not message.get("more_body", False):
            return body


def _replay(body: bytes, receive: Receive) -> Receive:
    """Hand a body on that was read already."""
    pending = [body]

    async def again() -> Message:
        if pending:
            return {"type": "http.request", "body": pending.pop(), "more_body": False}
        return await receive()

    return again


async def _answer(send: Send, status: int, reason: str) -> None:
    body = json.dumps({"error": reason}).encode("utf-8")
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
