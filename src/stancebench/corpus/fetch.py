"""Getting one file by HTTP: resumable, bounded, verified before it gets its name."""

from __future__ import annotations

import re
import time
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from stancebench import __version__
from stancebench.corpus.address import address_fault, is_loopback
from stancebench.corpus.manifest import Part
from stancebench.corpus.retry import FetchError, Patience, status_error
from stancebench.errors import UserError
from stancebench.files import read_json, sha256_file, write_json
from stancebench.records import Record

if TYPE_CHECKING:
    import httpx

USER_AGENT = f"stancebench/{__version__} (corpus hydrate)"


class PartState(Record):
    """Beside an unfinished download: what is needed to go on with it.

    Attributes:
        url: The address of the first bytes.
        sha256: Hash of the whole file.
        etag: The server's strong tag of the content; empty when there was none.
    """

    url: str
    sha256: str
    etag: str


class Fetcher:
    """One connection that gets files, one after the other.

    Args:
        patience: How politely and how long to ask.
    """

    def __init__(self, patience: Patience) -> None:
        import httpx

        self._patience = patience
        self._pace = patience.pace()
        self._loopback = False
        self._client = httpx.Client(
            headers={"User-Agent": USER_AGENT, "Accept-Encoding": "identity"},
            timeout=patience.timeout,
            follow_redirects=True,
            max_redirects=5,
            limits=httpx.Limits(max_connections=1),
            event_hooks={"request": [self._before]},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def fetch(self, url: str, part: Part, target: Path) -> None:
        """Get one file; `target` is replaced only by bytes that have the hash.

        An interrupted download leaves ``<name>.part``, with which the next call goes on.

        Args:
            url: The address.
            part: Hash and size as the manifest lists them.
            target: Where to put it.

        Raises:
            FetchError: The file was not got.
        """
        fault = address_fault(url)
        if fault:
            raise FetchError(f"the address is refused: {fault}")
        host = self._client.build_request("GET", url).url.host
        self._loopback = is_loopback(host)
        target.parent.mkdir(parents=True, exist_ok=True)
        started = time.monotonic()
        self._patience.retrying()(self._once, url, part, target, started + self._patience.total)

    def _before(self, request: httpx.Request) -> None:
        fault = address_fault(str(request.url), loopback=self._loopback)
        if fault:
            raise FetchError(f"the server sends us to another address, which is refused: {fault}")
        self._pace()

    def _once(self, url: str, part: Part, target: Path, end: float) -> None:
        import httpx

        partial, note = target.with_name(f"{target.name}.part"), target.with_name(f"{target.name}.part.json")
        have, etag = _resumable(partial, note, url, part)
        headers = {"Range": f"bytes={have}-", **({"If-Range": etag} if etag else {})} if have else {}
        try:
            with self._client.stream("GET", url, headers=headers) as answer:
                have = _check_answer(answer, have, partial, note)
                tag = answer.headers.get("ETag", "")
                state = PartState(url=url, sha256=part.sha256, etag="" if tag.startswith("W/") else tag)
                write_json(note, state.model_dump(mode="json"))
                self._receive(answer, partial, have, part, end)
        except httpx.UnsupportedProtocol:
            raise FetchError(
                "the server sends us to another address, which is refused: it has no known scheme"
            ) from None
        except httpx.TooManyRedirects:
            raise FetchError("the server sends us in circles") from None
        except (httpx.TransportError, httpx.DecodingError) as error:
            raise FetchError(_broken(error), again=True) from None
        except httpx.InvalidURL as error:
            raise FetchError(f"the server sends us to another address, which is refused: {error}") from None
        self._settle(partial, note, part, target, resumed=have > 0)

    def _receive(self, answer: httpx.Response, partial: Path, have: int, part: Part, end: float) -> None:
        limit = self._patience.largest if part.n_bytes is None else part.n_bytes
        length = answer.headers.get("Content-Length", "")
        if length.isdigit() and have + int(length) > limit:
            _forget(partial)
            raise FetchError(f"the server's file is larger than expected ({_limit(part, limit)})", wrong=True)
        with partial.open("ab" if have else "wb") as handle:
            for chunk in answer.iter_bytes():
                have += len(chunk)
                if have > limit:
                    handle.close()
                    _forget(partial)
                    raise FetchError(f"the server's file is larger than expected ({_limit(part, limit)})", wrong=True)
                handle.write(chunk)
                if time.monotonic() > end:
                    raise FetchError(f"it took longer than {self._patience.total:.0f} s")
        framed = length or answer.headers.get("Transfer-Encoding", "").lower() == "chunked"
        short = have < part.n_bytes if part.n_bytes is not None else sha256_file(partial) != part.sha256
        if short and not framed:
            raise FetchError("the connection ended before the whole file came", again=True)

    def _settle(self, partial: Path, note: Path, part: Part, target: Path, *, resumed: bool) -> None:
        found = sha256_file(partial)
        if found != part.sha256:
            _forget(partial)
            raise FetchError("the server's file has another sha256 than the manifest", again=resumed, wrong=True)
        partial.replace(target)
        note.unlink(missing_ok=True)


def _resumable(partial: Path, note: Path, url: str, part: Part) -> tuple[int, str]:
    if partial.is_symlink() or note.is_symlink():
        _forget(partial)
    try:
        have = partial.stat().st_size
        state = read_json(note, PartState)
    except (FileNotFoundError, UserError):
        have, state = 0, None
    if state is None or (state.url, state.sha256) != (url, part.sha256) or (part.n_bytes and have >= part.n_bytes):
        _forget(partial)
        return 0, ""
    return have, state.etag


def _check_answer(answer: httpx.Response, have: int, partial: Path, note: Path) -> int:
    if answer.status_code == 416:
        _forget(partial)
        raise FetchError("the server cannot go on with the file", again=have > 0)
    if answer.status_code == 206:
        span = re.match(r"bytes (\d+)-", answer.headers.get("Content-Range", ""))
        if not span or int(span[1]) != have:
            _forget(partial)
            raise FetchError("the server sends another part of the file than asked", again=True)
        return have
    if answer.status_code != 200:
        raise status_error(answer.status_code, answer.headers.get("Retry-After"))
    return 0


def _forget(partial: Path) -> None:
    partial.unlink(missing_ok=True)
    partial.with_name(f"{partial.name}.json").unlink(missing_ok=True)


def _limit(part: Part, limit: int) -> str:
    return f"{limit} bytes" + (" at most" if part.n_bytes is None else " in the manifest")


def _broken(error: Exception) -> str:
    import httpx

    if isinstance(error, httpx.TimeoutException):
        return "the server does not answer in time"
    if isinstance(error, httpx.ConnectError):
        return "the server cannot be reached"
    return "the connection ended before the whole file came"
