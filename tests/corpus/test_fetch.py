"""Getting one file from a real server that misbehaves."""

from __future__ import annotations

import email.utils
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from stancebench.corpus.fetch import USER_AGENT, Fetcher
from stancebench.corpus.manifest import Part
from stancebench.corpus.retry import FetchError, Patience
from tests.support.remote import digest
from tests.support.server import Answer, TextServer, text_server

pytestmark = [pytest.mark.enable_socket, pytest.mark.allow_hosts(["127.0.0.1"])]

TEXT = b"".join(b"line %d of a text that is long enough to be cut in two\n" % number for number in range(4000))
QUICK = Patience(rate=1000, tries=4, first_wait=0.001, longest_wait=0.5, total=20, timeout=2, largest=1_000_000)
PATH = "/c0ffee/a.txt"


@pytest.fixture
def server() -> Iterator[TextServer]:
    with text_server() as running:
        yield running


def part(data: bytes = TEXT, *, sized: bool = True) -> Part:
    return Part(path="a.txt", sha256=digest(data), n_bytes=len(data) if sized else None)


def get(server: TextServer, target: Path, wanted: Part | None = None, patience: Patience = QUICK) -> None:
    with Fetcher(patience) as fetcher:
        fetcher.fetch(server.address + PATH, wanted or part(), target)


def refused(server: TextServer, target: Path, wanted: Part | None = None, patience: Patience = QUICK) -> FetchError:
    """Why a file was not got; the file that was there is still there."""
    target.write_bytes(b"good")
    with pytest.raises(FetchError) as caught:
        get(server, target, wanted, patience)
    assert target.read_bytes() == b"good"
    assert {path.name for path in target.parent.iterdir()} <= {"a.txt", "a.txt.part", "a.txt.part.json"}
    return caught.value


@pytest.mark.parametrize("sized", [True, False])
def test_a_whole_file_is_got_in_one_request(server: TextServer, tmp_path: Path, sized: bool) -> None:
    server.serve(PATH, Answer(body=TEXT))
    get(server, tmp_path / "new" / "a.txt", part(sized=sized))
    assert (tmp_path / "new" / "a.txt").read_bytes() == TEXT
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["a.txt"]
    [(_, _, headers)] = server.requests
    assert headers["User-Agent"] == USER_AGENT
    assert "Range" not in headers


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_a_clear_no_is_not_asked_again(server: TextServer, tmp_path: Path, status: int) -> None:
    server.serve(PATH, Answer(status))
    assert refused(server, tmp_path / "a.txt").reason == f"the server answers {status}"
    assert server.asked(PATH) == 1


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_a_passing_fault_is_asked_again(server: TextServer, tmp_path: Path, status: int) -> None:
    server.serve(PATH, Answer(status), Answer(status), Answer(body=TEXT))
    get(server, tmp_path / "a.txt")
    assert (tmp_path / "a.txt").read_bytes() == TEXT
    assert server.asked(PATH) == 3


def test_a_lasting_fault_is_given_up(server: TextServer, tmp_path: Path) -> None:
    server.serve(PATH, Answer(500))
    error = refused(server, tmp_path / "a.txt")
    assert (error.reason, error.again) == ("the server answers 500", True)
    assert server.asked(PATH) == QUICK.tries


@pytest.mark.parametrize("status", [429, 503])
def test_the_server_says_how_long_to_wait(server: TextServer, tmp_path: Path, status: int) -> None:
    server.serve(PATH, Answer(status, headers={"Retry-After": "0.3"}), Answer(body=TEXT))
    started = time.monotonic()
    get(server, tmp_path / "a.txt")
    assert time.monotonic() - started >= 0.3


def test_a_server_that_asks_for_an_hour_is_left_alone(server: TextServer, tmp_path: Path) -> None:
    server.serve(PATH, Answer(429, headers={"Retry-After": "3600"}))
    assert refused(server, tmp_path / "a.txt").reason == "the server answers 429 and asks to wait 3600 s"
    assert server.asked(PATH) == 1
    server.serve(PATH, Answer(503, headers={"Retry-After": email.utils.formatdate(time.time() + 7200, usegmt=True)}))
    assert refused(server, tmp_path / "a.txt").wait > 7000
    assert server.asked(PATH) == 2


def test_a_date_that_is_past_or_no_date_is_no_wait(server: TextServer, tmp_path: Path) -> None:
    past = Answer(503, headers={"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"})
    server.serve(PATH, past, Answer(503, headers={"Retry-After": "soon"}), Answer(body=TEXT))
    get(server, tmp_path / "a.txt")
    assert server.asked(PATH) == 3


def test_half_a_body_is_completed_from_where_it_ended(server: TextServer, tmp_path: Path) -> None:
    tagged = {"ETag": '"v1"'}
    server.serve(PATH, Answer(body=TEXT, cut=100_000, headers=tagged), Answer(body=TEXT, headers=tagged))
    get(server, tmp_path / "a.txt")
    assert (tmp_path / "a.txt").read_bytes() == TEXT
    second = server.requests[1][2]
    assert 0 < int(second["Range"].removeprefix("bytes=").rstrip("-")) <= 100_000
    assert second["If-Range"] == '"v1"'


def test_half_a_body_from_a_server_without_ranges_is_got_from_the_start(server: TextServer, tmp_path: Path) -> None:
    server.serve(PATH, Answer(body=TEXT, cut=100_000), Answer(body=TEXT, ranges=False))
    get(server, tmp_path / "a.txt")
    assert (tmp_path / "a.txt").read_bytes() == TEXT


def test_content_that_changed_in_between_is_got_from_the_start(server: TextServer, tmp_path: Path) -> None:
    old = Answer(body=b"x" * 150_000, cut=100_000, headers={"ETag": '"old"'})
    server.serve(PATH, old, Answer(body=TEXT, headers={"ETag": '"new"'}))
    get(server, tmp_path / "a.txt")
    assert (tmp_path / "a.txt").read_bytes() == TEXT
    assert server.asked(PATH) == 2


def test_a_wrong_first_half_without_a_tag_is_found_by_its_hash(server: TextServer, tmp_path: Path) -> None:
    server.serve(PATH, Answer(body=b"x" * len(TEXT), cut=100_000), Answer(body=TEXT), Answer(body=TEXT))
    get(server, tmp_path / "a.txt")
    assert (tmp_path / "a.txt").read_bytes() == TEXT
    assert "Range" not in server.requests[2][2]


@pytest.mark.parametrize("sized", [True, False])
def test_a_body_without_a_length_that_ends_early_is_not_taken(server: TextServer, tmp_path: Path, sized: bool) -> None:
    server.serve(PATH, Answer(body=TEXT, unframed=True, cut=1000, ranges=False))
    error = refused(server, tmp_path / "a.txt", part(sized=sized))
    assert (error.reason, error.again) == ("the connection ended before the whole file came", True)
    assert server.asked(PATH) == QUICK.tries


def test_a_second_run_goes_on_with_what_a_first_one_left(server: TextServer, tmp_path: Path) -> None:
    server.serve(PATH, Answer(body=TEXT, cut=100_000))
    once = Patience(rate=1000, tries=1)
    refused(server, tmp_path / "a.txt", patience=once)
    kept = (tmp_path / "a.txt.part").stat().st_size
    assert 0 < kept <= 100_000
    server.serve(PATH, Answer(body=TEXT))
    get(server, tmp_path / "a.txt", patience=once)
    assert server.requests[-1][2]["Range"] == f"bytes={kept}-"
    assert (tmp_path / "a.txt").read_bytes() == TEXT
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_what_was_begun_for_another_hash_is_not_gone_on_with(server: TextServer, tmp_path: Path) -> None:
    server.serve(PATH, Answer(body=TEXT, cut=100_000))
    refused(server, tmp_path / "a.txt", patience=Patience(rate=1000, tries=1))
    other = TEXT[::-1]
    server.serve(PATH, Answer(body=other))
    get(server, tmp_path / "a.txt", part(other))
    assert "Range" not in server.requests[-1][2]


def test_a_partial_file_that_is_a_link_is_not_followed(server: TextServer, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_bytes(b"mine")
    store = tmp_path / "store"
    store.mkdir()
    (store / "a.txt.part").symlink_to(outside)
    server.serve(PATH, Answer(body=TEXT))
    get(server, store / "a.txt")
    assert outside.read_bytes() == b"mine"
    assert not (store / "a.txt").is_symlink()


@pytest.mark.parametrize("sized", [True, False])
def test_other_content_is_refused_and_removed(server: TextServer, tmp_path: Path, sized: bool) -> None:
    server.serve(PATH, Answer(body=b"<html>Not what you want</html>"))
    error = refused(server, tmp_path / "a.txt", part(sized=sized))
    assert (error.reason, error.wrong) == ("the server's file has another sha256 than the manifest", True)
    assert server.asked(PATH) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.parametrize(("sized", "limit"), [(True, "14 bytes in the manifest"), (False, "1000000 bytes at most")])
@pytest.mark.parametrize("endless", [True, False])
def test_a_body_that_is_too_large_is_stopped(
    server: TextServer, tmp_path: Path, sized: bool, limit: str, endless: bool
) -> None:
    server.serve(PATH, Answer(body=b"x" * (1000 if endless else 2_000_000), endless=endless))
    error = refused(server, tmp_path / "a.txt", part(b"fourteen bytes", sized=sized))
    assert (error.reason, error.again) == (f"the server's file is larger than expected ({limit})", False)
    assert server.asked(PATH) == 1
    assert not (tmp_path / "a.txt.part").exists()


def test_a_redirect_on_this_machine_is_followed(server: TextServer, tmp_path: Path) -> None:
    server.serve(PATH, Answer(302, headers={"Location": "/moved"}))
    server.serve("/moved", Answer(body=TEXT))
    get(server, tmp_path / "a.txt")
    assert (tmp_path / "a.txt").read_bytes() == TEXT


@pytest.mark.parametrize(
    ("place", "why"),
    [
        ("http://example.org/a.txt", "its scheme is http, not https"),
        ("file:///etc/passwd", ""),
        ("ftp://127.0.0.1/a.txt", "its scheme is ftp, not https"),
        ("https://me:secret@example.org/", "it holds a user name or password"),
    ],
)
def test_a_redirect_elsewhere_is_refused(server: TextServer, tmp_path: Path, place: str, why: str) -> None:
    server.serve(PATH, Answer(302, headers={"Location": place}))
    reason = refused(server, tmp_path / "a.txt").reason
    assert reason.startswith("the server sends us to another address, which is refused: ")
    assert why in reason
    assert server.asked(PATH) == 1


def test_circles_end(server: TextServer, tmp_path: Path) -> None:
    server.serve(PATH, Answer(302, headers={"Location": PATH}))
    assert refused(server, tmp_path / "a.txt").reason == "the server sends us in circles"


def test_a_server_that_is_not_there_is_named_so(server: TextServer, tmp_path: Path) -> None:
    with text_server() as gone:
        pass
    assert refused(gone, tmp_path / "a.txt").reason == "the server cannot be reached"


def test_requests_keep_their_distance(server: TextServer, tmp_path: Path) -> None:
    server.serve(PATH, Answer(500), Answer(500), Answer(body=TEXT))
    started = time.monotonic()
    get(server, tmp_path / "a.txt", patience=Patience(rate=10, first_wait=0.001))
    assert time.monotonic() - started >= 0.2


@pytest.mark.parametrize("url", ["http://example.org/a", "file:///etc/passwd", "https://", "https://[::1/a"])
def test_an_address_without_https_is_not_asked(tmp_path: Path, url: str) -> None:
    with Fetcher(QUICK) as fetcher, pytest.raises(FetchError, match=r"^the address is refused: "):
        fetcher.fetch(url, part(), tmp_path / "a.txt")
