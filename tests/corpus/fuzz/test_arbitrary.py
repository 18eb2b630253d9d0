"""Arbitrary bytes and texts in every format."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stancebench.corpus.parse.profile import read_profiles
from stancebench.corpus.read.detect import FORMATS
from stancebench.workspace import Workspace
from tests.conftest import REPOSITORY
from tests.corpus.fuzz.documents import invented
from tests.support.outcome import outcome

PROFILES = read_profiles(Workspace(REPOSITORY))
CHECKED = settings(
    deadline=timedelta(seconds=10),
    max_examples=100,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


_ENDINGS = {
    "text": "a.txt",
    "html": "a.html",
    "markdown": "a.md",
    "xml": "a.xml",
    "csv": "a.csv",
    "jsonl": "a.jsonl",
    "pdf": "a.pdf",
}
# Pieces of which transcripts and their formats are made: put together at random, they reach further than noise.
_PIECES = {
    "text": [
        "MR. BERG: ",
        "Q ",
        "We said it here, and we say it there. ",
        "\n",
        "\n\n",
        "[Laughter]",
        "(",
        "19 May 2023",
    ],
    "html": [
        "<p>",
        "</p>",
        "<b>",
        "<s>",
        "<sup>1</sup>",
        "<script>",
        "<!--",
        "<h1>",
        "<nav>",
        "<dt>",
        "&#xD800;",
        "<br>",
    ],
    "markdown": ["---\n", "title: ", "&a ", "*a", "**", "> ", "`", "[a](b)", "<s>", "!!int ", "# ", "{\n"],
    "xml": [
        "<u who='a'>",
        "</u>",
        "<p>",
        "</p>",
        "<note>",
        "<![CDATA[",
        "]]>",
        "<?xml version='1.0'?>",
        "&a;",
        "<!DOCTYPE a>",
    ],
    "csv": ["speaker,text\n", '"', ",", ";", "\t", '""', "sentence", "role", "document_id"],
    "jsonl": ['{"text": "a"}', '"text"', "{", "}", "[", "]", ":", ",", "null", "1e999", '"\\ud800"', "document_id"],
    "pdf": [
        "%PDF-1.4\n",
        "1 0 obj\n",
        "endobj\n",
        "<<",
        ">>",
        "/Type /Page",
        "stream\n",
        "endstream\n",
        "trailer",
        "1 0 R",
        "[",
    ],
}


@pytest.mark.parametrize("format_name", ["auto", *FORMATS])
@given(data=st.binary(max_size=3000))
@CHECKED
def test_bytes(format_name: str, data: bytes) -> None:
    outcome(_ENDINGS.get(format_name, "a"), data, format_name=format_name, profiles=PROFILES)


@pytest.mark.parametrize("format_name", FORMATS)
@given(text=st.text(max_size=3000))
@CHECKED
def test_texts(format_name: str, text: str) -> None:
    data = text.encode("utf-8", errors="surrogatepass")
    outcome(_ENDINGS[format_name], data, profiles=PROFILES)


@pytest.mark.parametrize("format_name", FORMATS)
@given(data=st.data())
@CHECKED
def test_pieces(format_name: str, data: st.DataObject) -> None:
    pieces = st.sampled_from([*_PIECES[format_name], *_PIECES["text"]])
    text = "".join(data.draw(st.lists(pieces | st.text(max_size=8), max_size=60)))
    outcome(_ENDINGS[format_name], text.encode("utf-8", errors="surrogatepass"), profiles=PROFILES)


@pytest.mark.parametrize(("name", "data"), invented(), ids=lambda value: value if isinstance(value, str) else "")
@given(cut=st.tuples(st.floats(0, 1), st.floats(0, 1)), filling=st.binary(max_size=12))
@CHECKED
def test_a_run_of_a_document_replaced(name: str, data: bytes, cut: tuple[float, float], filling: bytes) -> None:
    first, last = sorted(round(share * len(data)) for share in cut)
    outcome(name, data[:first] + filling + data[last:], profiles=PROFILES)
