"""A real web server on this machine that misbehaves on request."""

from __future__ import annotations

import contextlib
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Answer:
    """One answer.

    Attributes:
        body: The whole content.
        cut: After so many bytes of the body the connection ends; None sends all.
        endless: The body is repeated without end, in chunks.
        unframed: No length is said; the end of the connection ends the body.
        ranges: Whether a range is honoured.
    """

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    cut: int | None = None
    endless: bool = False
    unframed: bool = False
    ranges: bool = True


@dataclass
class TextServer:
    """What the server serves, and what it was asked.

    Attributes:
        address: Where it listens, without a slash at the end.
        answers: By path, the answers in order; the last one is repeated.
        requests: Method, path and headers of every request.
    """

    address: str = ""
    answers: dict[str, list[Answer]] = field(default_factory=dict)
    requests: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)

    def serve(self, path: str, *answers: Answer) -> None:
        """Set the answers to a path."""
        self.answers[path] = list(answers)

    def asked(self, path: str) -> int:
        """Count the GET requests for a path."""
        return sum(method == "GET" and asked == path for method, asked, _ in self.requests)

    def take(self, path: str) -> Answer:
        """Return the next answer to a path."""
        answers = self.answers.get(path, [Answer(404)])
        return answers.pop(0) if len(answers) > 1 else answers[0]


def _handler(server: TextServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_HEAD(self) -> None:
            server.requests.append(("HEAD", self.path, dict(self.headers.items())))
            answer = server.answers.get(self.path, [Answer(404)])[0]
            self._head(answer, answer.status, {"Content-Length": str(len(answer.body))})

        def do_GET(self) -> None:
            server.requests.append(("GET", self.path, dict(self.headers.items())))
            answer = server.take(self.path)
            body, status, extra = answer.body, answer.status, {}
            span = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
            fresh = self.headers.get("If-Range") in (None, answer.headers.get("ETag"))
            if span and answer.ranges and status == 200 and fresh:
                status, start = 206, int(span[1])
                extra = {"Content-Range": f"bytes {start}-{len(body) - 1}/{len(body)}"}
                body = body[start:]
            with contextlib.suppress(ConnectionError):
                self._send(answer, status, extra, body)

        def _send(self, answer: Answer, status: int, extra: dict[str, str], body: bytes) -> None:
            if answer.endless:
                self._head(answer, status, {**extra, "Transfer-Encoding": "chunked"})
                while True:
                    self.wfile.write(b"%x\r\n%s\r\n" % (len(body), body))
            if answer.unframed:
                self._head(answer, status, {**extra, "Connection": "close"})
            else:
                self._head(answer, status, {**extra, "Content-Length": str(len(body))})
            self.wfile.write(body[: answer.cut])
            if answer.cut is not None or answer.unframed:
                self.close_connection = True

        def _head(self, answer: Answer, status: int, headers: dict[str, str]) -> None:
            self.send_response(status)
            for name, value in {**headers, **answer.headers}.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    return Handler


class _Quiet(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of clients that hang up."""


@contextlib.contextmanager
def text_server() -> Iterator[TextServer]:
    """Run a server on a free port of this machine."""
    server = TextServer()
    http = _Quiet(("127.0.0.1", 0), _handler(server))
    server.address = f"http://127.0.0.1:{http.server_address[1]}"
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        thread.join()
        http.server_close()
